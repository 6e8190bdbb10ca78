package io.joyul.stage;

import io.joyul.config.FailuresConfig;
import io.joyul.stage.RankMessage.Beat;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds the rank that hangs. All times are the driver's own, in nanoseconds; no clocks of two machines are compared.
 *
 * <p>A rank of a stopped process is silent. One that is stuck still beats, but moves no more; and since the others soon
 * wait for it in an all-reduce, the culprit is the one that does not wait. Before the first step all takes longer, and
 * has a limit of its own.
 */
final class Watchdog {
    private static final double NANOS = 1e9;

    private final int ranks;
    private final FailuresConfig limits;
    private final int startLimitSeconds;
    private final long began;
    private final Map<Integer, Seen> seen = new TreeMap<>();
    private final Set<Integer> left = new HashSet<>();
    private long lastLook;

    /** The newest beat of a rank, when it came, and when the rank last moved. */
    private record Seen(Beat beat, long heard, long moved) {}

    /**
     * A rank that hangs.
     *
     * @param executor to be replaced; empty where no rank is to blame
     * @param what happened, with the rank's name
     */
    record Finding(String executor, String what) {}

    /**
     * @param startLimitSeconds in which all ranks must have been heard of
     * @param now the time at which the attempt begins
     */
    Watchdog(int ranks, FailuresConfig limits, int startLimitSeconds, long now) {
        this.ranks = ranks;
        this.limits = limits;
        this.startLimitSeconds = startLimitSeconds;
        this.began = now;
        this.lastLook = now;
    }

    synchronized void hear(Beat beat, long now) {
        if (left.contains(beat.rank())) {
            return;
        }
        Seen before = seen.get(beat.rank());
        boolean stands = before != null
                && before.beat().moves() == beat.moves()
                && before.beat().step() == beat.step();
        long moved = before != null && stands ? before.moved() : now;
        seen.put(beat.rank(), new Seen(beat, now, moved));
    }

    /** A rank that has ended is not waited for. */
    synchronized void leave(int rank) {
        left.add(rank);
        seen.remove(rank);
    }

    /** Looks at all ranks; to be called every second or oftener. */
    synchronized Optional<Finding> look(long now) {
        // A driver that was itself stopped has heard nobody meanwhile, and must not blame them.
        if (seconds(now, lastLook) > limits.silenceSeconds() / 2.0) {
            seen.replaceAll((rank, last) -> new Seen(last.beat(), now, now));
        }
        lastLook = now;
        if (seen.size() + left.size() < ranks) {
            return seconds(now, began) < startLimitSeconds
                    ? Optional.empty()
                    : Optional.of(new Finding(
                            "",
                            (ranks - seen.size() - left.size()) + " of " + ranks + " ranks have not begun within "
                                    + startLimitSeconds + " s"));
        }
        Optional<Seen> silent = seen.values().stream()
                .min(Comparator.comparingLong(Seen::heard))
                .filter(rank -> seconds(now, rank.heard()) > limits.silenceSeconds());
        if (silent.isPresent()) {
            return silent.map(rank -> new Finding(
                    rank.beat().executor(),
                    rank.beat().where() + " has been silent for "
                            + limits.silenceSeconds() + " s; its process is stopped or cut off, "
                            + place(rank.beat())));
        }
        return stuck(now);
    }

    private Optional<Finding> stuck(long now) {
        boolean training = seen.values().stream().allMatch(rank -> rank.beat().step() > 0);
        int limit = training ? limits.watchdogSeconds() : limits.startLimitSeconds();
        boolean allStand = seen.values().stream().allMatch(rank -> seconds(now, rank.moved()) > limit);
        if (seen.isEmpty() || !allStand) {
            return Optional.empty();
        }
        Comparator<Seen> culprit = Comparator.<Seen, Boolean>comparing(
                        rank -> rank.beat().waits())
                .thenComparingLong(rank -> rank.beat().step())
                .thenComparingLong(Seen::moved);
        return seen.values().stream()
                .min(culprit)
                .map(rank -> new Finding(
                        rank.beat().executor(),
                        rank.beat().where() + " has done nothing for " + limit + " s; it hangs in "
                                + rank.beat().doing() + ", " + place(rank.beat())
                                + (training
                                        ? ""
                                        : "; raise training.failures.start-seconds where that takes so long")));
    }

    private static String place(Beat beat) {
        return beat.step() == 0
                ? "before its first step, while it " + beat.phase()
                : "its last step was " + beat.step();
    }

    private static double seconds(long now, long then) {
        return (now - then) / NANOS;
    }
}
