package io.joyul.job;

import java.io.PrintStream;
import java.util.Map;

/**
 * What the person at the other end can see.
 *
 * @param out receives progress and figures
 * @param live whether a line may be drawn again in place
 * @param colour whether escape codes for colour are welcome
 * @param columns width of a line
 */
record Terminal(PrintStream out, boolean live, boolean colour, int columns) {
    private static final int DEFAULT_COLUMNS = 100;
    private static final int LEAST_COLUMNS = 40;

    /**
     * The process's own terminal. The launcher says by {@code JOYUL_TERMINAL} how wide the terminal behind {@code out}
     * is; without that there is none, as in the log of a cluster. {@code NO_COLOR} is honoured (https://no-color.org).
     */
    static Terminal of(Map<String, String> environment, PrintStream out) {
        String told = environment.getOrDefault("JOYUL_TERMINAL", "");
        boolean live = !told.isEmpty() && !told.equals("0") && !"dumb".equals(environment.get("TERM"));
        boolean colour = live && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(out, live, colour, columns(told));
    }

    private static int columns(String told) {
        try {
            return told.isEmpty() ? DEFAULT_COLUMNS : Math.max(LEAST_COLUMNS, Integer.parseInt(told));
        } catch (NumberFormatException noNumber) {
            return DEFAULT_COLUMNS;
        }
    }

    String bold(String text) {
        return styled("1", text);
    }

    String green(String text) {
        return styled("32", text);
    }

    String faint(String text) {
        return styled("2", text);
    }

    private String styled(String code, String text) {
        return colour ? "\033[" + code + "m" + text + "\033[0m" : text;
    }
}
