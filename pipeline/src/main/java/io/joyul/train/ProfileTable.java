package io.joyul.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** A step's profile as lines of text: a row for each phase, a column for each rank, in milliseconds. */
public final class ProfileTable {
    /** More columns than that do not stand on a line; the trace has all. */
    private static final int MOST_RANKS = 4;

    private ProfileTable() {}

    public static List<String> lines(List<RankProfile> ranks) {
        List<RankProfile> shown = ranks.subList(0, Math.min(MOST_RANKS, ranks.size()));
        List<String> lines = new ArrayList<>();
        String title = "step " + ranks.get(0).globalStep() + ", in ms";
        lines.add(row(title, shown, rank -> "rank " + rank.rank()));
        for (StepProfile.Phase phase : StepProfile.Phase.values()) {
            if (shown.stream().anyMatch(rank -> rank.count(phase) > 0)) {
                lines.add(row(phase.title(), shown, rank -> cell(rank, phase)));
            }
            if (phase == StepProfile.Phase.ALL_REDUCE && shown.stream().anyMatch(rank -> rank.shared(phase) > 0)) {
                lines.add(row("  of it beside others", shown, rank -> milliseconds(rank.shared(phase))));
            }
        }
        lines.add(row("other", shown, rank -> milliseconds(rank.rest())));
        lines.add(row("the whole step", shown, rank -> milliseconds(rank.wall())));
        return lines;
    }

    private static String cell(RankProfile rank, StepProfile.Phase phase) {
        long count = rank.count(phase);
        boolean many = count > 1 && (phase == StepProfile.Phase.FORWARD || phase == StepProfile.Phase.BACKWARD);
        String all = milliseconds(rank.time(phase));
        return many ? all + " (" + count + " × " + milliseconds(rank.time(phase) / count) + ")" : all;
    }

    private static String milliseconds(double micros) {
        return String.format(Locale.ROOT, "%.1f", micros / 1000);
    }

    private static String row(String name, List<RankProfile> ranks, Function<RankProfile, String> cell) {
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-22s", name));
        ranks.forEach(rank -> row.append(String.format(Locale.ROOT, "%20s", cell.apply(rank))));
        return row.toString();
    }
}
