package io.joyul.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TrainingConfigTest {
    private static final String RUN_FILE = """
            name: n
            output: o
            input: {train: a, dev: b, text-column: t, label-column: l}
            """;

    private static TrainingConfig training(String... settings) {
        return RunConfigLoader.parse("run.yaml", RUN_FILE, List.of(settings)).training();
    }

    private static List<Integer> ranksOnUpTo(int slots, TrainingConfig training) {
        return IntStream.rangeClosed(0, slots).map(training::ranksOn).boxed().toList();
    }

    @Test
    void asManyRanksAsThereIsRoomForShareAStep() {
        assertThat(ranksOnUpTo(5, training("training.ranks=4"))).containsExactly(0, 1, 2, 3, 4, 4);
    }

    @Test
    void ranksOfADeterministicRunAreAPowerOfTwoWhateverRoomThereIs() {
        assertThat(ranksOnUpTo(9, training("training.ranks=8", "training.deterministic=true")))
                .containsExactly(0, 1, 2, 2, 4, 4, 4, 4, 8, 8);
    }
}
