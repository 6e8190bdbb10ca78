package io.joyul.sweep;

import io.joyul.config.RunConfig;
import io.joyul.config.RunFile;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Loads the run file at the corners of a space, so that a wrong key or value is told before the first trial. */
public final class SpaceCheck {
    /** In the run file of a trial, whose slots are its own: what else the cluster has is for the others. */
    public static final String ALL_RANKS = "training.min-ranks=0";

    private SpaceCheck() {}

    /**
     * Loads the corners of a space as run files. No point of the space goes beyond them in any one key, and where a key
     * has steps, a second one is among them.
     *
     * @param run the run file
     * @param set what all trials have in common
     * @return the run files
     * @throws JoyulException {@code CONFIG_INVALID} with all that any corner is refused for, each once
     */
    public static List<RunConfig> load(RunFile run, List<String> set, Space space) {
        Set<String> problems = new LinkedHashSet<>();
        List<RunConfig> corners = new ArrayList<>();
        for (Point corner : space.corners()) {
            List<String> settings = new ArrayList<>(set);
            settings.addAll(corner.settings());
            settings.add(ALL_RANKS);
            try {
                corners.add(run.with(settings));
            } catch (JoyulException e) {
                if (e.code() != ErrorCode.CONFIG_INVALID) {
                    throw e;
                }
                String.valueOf(e.getMessage())
                        .lines()
                        .skip(1)
                        .map(line -> line.strip().replaceFirst("^--set( [^:]+)?: ", "space: "))
                        .forEach(problems::add);
            }
        }
        if (!problems.isEmpty()) {
            throw new JoyulException(
                    ErrorCode.CONFIG_INVALID,
                    run.path() + " with the values of the space: "
                            + (problems.size() == 1 ? "1 problem" : problems.size() + " problems") + "\n  "
                            + String.join("\n  ", problems));
        }
        return corners;
    }
}
