package io.joyul.job;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One line of what {@code joyul doctor} finds.
 *
 * @param name of what was looked at
 * @param found what is there
 * @param mend what to do about it; empty when all is well
 */
record Finding(State state, String name, String found, String mend) {
    /** How well it is. */
    enum State {
        OK,
        /** Something that not every run needs. */
        WARNING,
        /** Something that no run can do without. */
        MISSING
    }

    static Finding ok(String name, String found) {
        return new Finding(State.OK, name, found, "");
    }

    static Finding warning(String name, String found, String mend) {
        return new Finding(State.WARNING, name, found, mend);
    }

    static Finding missing(String name, String found, String mend) {
        return new Finding(State.MISSING, name, found, mend);
    }

    /** A line of the launcher's: state, name, what was found and how to mend it, with tabs between. */
    static Finding parse(String line) {
        String[] parts = line.split("\t", -1);
        return new Finding(State.valueOf(parts[0].toUpperCase(Locale.ROOT)), parts[1], parts[2], parts[3]);
    }

    /** As the launcher prints it too. */
    String line() {
        return "%-8s %-12s %s%s"
                .formatted(state.name().toLowerCase(Locale.ROOT), name, found, mend.isEmpty() ? "" : "; " + mend);
    }

    Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("check", name);
        values.put("state", state.name().toLowerCase(Locale.ROOT));
        values.put("found", found);
        values.put("mend", mend);
        return values;
    }
}
