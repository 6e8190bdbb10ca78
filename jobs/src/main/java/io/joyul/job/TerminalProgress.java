package io.joyul.job;

import io.joyul.stage.Progress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;

/**
 * Shows a stage at work: on a terminal one live line, elsewhere a plain line every few seconds.
 *
 * <pre>
 * pretrain   3 epochs of 36,000 examples
 * pretrain   ━━━━━━━━━━━━╸          47 %  8,412 tokens/s · loss 4.213 · 1:32 left
 * </pre>
 */
final class TerminalProgress implements Progress, AutoCloseable {
    private static final long LIVE_MILLIS = 100;
    private static final long PLAIN_MILLIS = 5_000;
    private static final int BAR = 24;
    private static final long NONE = -1;
    /** Below this share the pace is a guess that jumps about. */
    private static final double LEAST_COVERED = 0.01;

    private final Terminal terminal;
    private final InstantSource clock;
    private String stage = "";
    private long began;
    private long shown;
    /** Where the first update was: a resumed stage does not begin at 0, and its pace is that of what it does itself. */
    private double firstShare;

    private long firstMillis;
    private boolean lineIsOpen;

    TerminalProgress(Terminal terminal, InstantSource clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    /** On the process's standard error, so that standard output holds results alone. */
    static TerminalProgress ofProcess() {
        return new TerminalProgress(
                Terminal.of(System.getenv(), CommandLines.utf8(System.err)), InstantSource.system());
    }

    @Override
    public synchronized void begin(String stage, String detail) {
        this.stage = stage;
        this.began = clock.millis();
        this.shown = began;
        this.firstMillis = NONE;
        line(terminal.bold(label(stage)) + detail);
    }

    @Override
    public synchronized void update(double done, String detail) {
        long now = clock.millis();
        double share = Math.min(1, Math.max(0, done));
        if (firstMillis == NONE) {
            firstMillis = now;
            firstShare = share;
        }
        if (now - shown < (terminal.live() ? LIVE_MILLIS : PLAIN_MILLIS)) {
            return;
        }
        shown = now;
        String figures = String.format(Locale.ROOT, "%3d %%", (int) (100 * share))
                + (detail.isEmpty() ? "" : "  " + detail)
                + timeLeft(share, now);
        if (terminal.live()) {
            redraw(share, figures);
        } else {
            line(label(stage) + figures);
        }
    }

    @Override
    public synchronized void end(String summary) {
        String took = time(Duration.ofMillis(clock.millis() - began));
        line(terminal.green(label(stage)) + summary + terminal.faint("  (" + took + ")"));
        stage = "";
    }

    @Override
    public synchronized void note(String note) {
        line(stage.isEmpty() ? note : label(stage) + note);
    }

    /** Leaves the cursor on a line of its own, so that a message may follow. */
    @Override
    public synchronized void close() {
        clearLine();
        terminal.out().flush();
    }

    private void redraw(double share, String figures) {
        // The line may not wrap, or the next one would leave a piece of it behind.
        String visible = label(stage) + bar(share) + " " + figures;
        int room = terminal.columns() - 1;
        String shownText = visible.length() > room ? visible.substring(0, room) : visible;
        terminal.out().print("\r\033[K" + shownText);
        terminal.out().flush();
        lineIsOpen = true;
    }

    private void line(String text) {
        clearLine();
        terminal.out().println(text);
        terminal.out().flush();
    }

    private void clearLine() {
        if (lineIsOpen) {
            terminal.out().print("\r\033[K");
            lineIsOpen = false;
        }
    }

    private static String bar(double share) {
        int halves = (int) (share * BAR * 2);
        String full = "━".repeat(halves / 2) + (halves % 2 == 1 ? "╸" : "");
        return full + " ".repeat(BAR - full.length());
    }

    private String timeLeft(double share, long now) {
        double covered = share - firstShare;
        if (covered < LEAST_COVERED || share >= 1) {
            return "";
        }
        double millis = (now - firstMillis) * (1 - share) / covered;
        return " · " + time(Duration.ofMillis((long) millis)) + " left";
    }

    private static String time(Duration duration) {
        return duration.toHours() > 0
                ? String.format(
                        Locale.ROOT,
                        "%d:%02d:%02d",
                        duration.toHours(),
                        duration.toMinutesPart(),
                        duration.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", duration.toMinutes(), duration.toSecondsPart());
    }

    private static String label(String stage) {
        return String.format(Locale.ROOT, "%-18s ", stage);
    }
}
