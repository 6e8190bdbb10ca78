package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private long now;
    private final InstantSource clock = () -> Instant.ofEpochMilli(now);

    @Test
    void withoutATerminalThereIsAPlainLineEveryFiveSeconds() {
        work(new TerminalProgress(Terminal.of(Map.of(), out), clock));
        assertThat(text()).isEqualTo("""
                        pretrain           3 epochs of 100 examples
                        pretrain            50 %  1,000 tokens/s · loss 2.500 · 0:05 left
                        pretrain           rank 1 was lost; going on from step 4
                        pretrain           loss 2.000  (0:10)
                        """);
    }

    @Test
    void onATerminalOneLineIsDrawnAgain() {
        work(new TerminalProgress(Terminal.of(Map.of("JOYUL_TERMINAL", "120", "NO_COLOR", "1"), out), clock));
        assertThat(text())
                .isEqualTo("pretrain           3 epochs of 100 examples\n"
                        + "\r\033[Kpretrain           ━━╸                       11 %  1,100 tokens/s · loss 3.000 · 0:08 left"
                        + "\r\033[Kpretrain           ━━━━━━━━━━━━              50 %  1,000 tokens/s · loss 2.500 · 0:05 left"
                        + "\r\033[Kpretrain           rank 1 was lost; going on from step 4\n"
                        + "pretrain           loss 2.000  (0:10)\n");
    }

    @Test
    void liveLineNeverWraps() {
        TerminalProgress progress =
                new TerminalProgress(Terminal.of(Map.of("JOYUL_TERMINAL", "60", "NO_COLOR", "1"), out), clock);
        progress.begin("train", "");
        now += 1000;
        progress.update(0.5, "x".repeat(200));
        String line = text().substring(text().lastIndexOf('K') + 1);
        assertThat(line).hasSize(59).startsWith("train");
    }

    @Test
    void resumedStageTellsItsOwnPace() {
        TerminalProgress progress = new TerminalProgress(Terminal.of(Map.of(), out), clock);
        progress.begin("train", "");
        progress.update(0.8, "");
        now += 10_000;
        progress.update(0.9, "");
        assertThat(text()).endsWith("90 % · 0:10 left\n");
    }

    @Test
    void colourIsUsedOnlyWhereItIsWelcome() {
        assertThat(Terminal.of(Map.of("JOYUL_TERMINAL", "80"), out).bold("x")).isEqualTo("\033[1mx\033[0m");
        assertThat(Terminal.of(Map.of("JOYUL_TERMINAL", "80", "NO_COLOR", "1"), out)
                        .bold("x"))
                .isEqualTo("x");
        assertThat(Terminal.of(Map.of("JOYUL_TERMINAL", "0"), out).bold("x")).isEqualTo("x");
        assertThat(Terminal.of(Map.of("JOYUL_TERMINAL", "80", "TERM", "dumb"), out)
                        .live())
                .isFalse();
        assertThat(Terminal.of(Map.of("JOYUL_TERMINAL", "wide"), out).columns()).isEqualTo(100);
    }

    private void work(TerminalProgress progress) {
        progress.begin("pretrain", "3 epochs of 100 examples");
        progress.update(0, "");
        now += 1_000;
        progress.update(0.11, "1,100 tokens/s · loss 3.000");
        now += 10;
        progress.update(0.12, "too soon for anyone to read");
        now += 3_990;
        progress.update(0.5, "1,000 tokens/s · loss 2.500");
        progress.note("rank 1 was lost; going on from step 4");
        now += 5_000;
        progress.end("loss 2.000");
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
