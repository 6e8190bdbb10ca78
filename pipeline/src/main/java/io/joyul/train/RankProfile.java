package io.joyul.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where one rank's time went in one step.
 *
 * @param ranks in the group
 * @param globalStep the step, counted from 1
 */
public record RankProfile(int rank, int ranks, int globalStep, List<Span> spans) {
    public RankProfile {
        spans = List.copyOf(spans);
    }

    /**
     * One part of the step.
     *
     * @param slot the micro-batch; −1 for what is of none
     * @param began microseconds since 1970, by the clock of the rank's machine
     * @param ended likewise
     */
    public record Span(StepProfile.Phase phase, int slot, double began, double ended) {}

    /** From the first span's begin to the last one's end, in microseconds. */
    double wall() {
        double began = spans.stream().mapToDouble(Span::began).min().orElse(0);
        return spans.stream().mapToDouble(Span::ended).max().orElse(0) - began;
    }

    /** The part of it in which no phase was under way: mostly memory that is given back. */
    double rest() {
        return wall() - union(spans);
    }

    long count(StepProfile.Phase phase) {
        return spans.stream().filter(span -> span.phase() == phase).count();
    }

    /** The time during which a phase was under way, in microseconds; what overlaps counts once. */
    double time(StepProfile.Phase phase) {
        return union(spans.stream().filter(span -> span.phase() == phase).toList());
    }

    /** The part of a phase's time during which another phase was under way too. */
    double shared(StepProfile.Phase phase) {
        List<Span> others = spans.stream().filter(span -> span.phase() != phase).toList();
        return time(phase) + union(others) - union(spans);
    }

    private static double union(List<Span> spans) {
        List<Span> sorted = new ArrayList<>(spans);
        sorted.sort(Comparator.comparingDouble(Span::began));
        double covered = 0;
        double end = Double.NEGATIVE_INFINITY;
        for (Span span : sorted) {
            if (span.ended() > end) {
                covered += span.ended() - Math.max(end, span.began());
                end = span.ended();
            }
        }
        return covered;
    }
}
