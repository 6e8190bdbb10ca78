package io.joyul.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.shard.Example;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostBatchesTest {
    private static final Example MASKED = new Example.Masked(7, new int[] {2, 5, 3}, new int[] {-100, 9, -100});
    private static final Example LABELLED = new Example.Labelled(8, new int[] {2, 3}, 1, "글");

    @Test
    void maskedExamplesArePaddedToTheLongestWithIgnoredLabels() {
        Example shorter = new Example.Masked(6, new int[] {2}, new int[] {4});

        assertThat(HostBatches.pad(List.of(shorter, MASKED), 99))
                .usingRecursiveComparison()
                .isEqualTo(new HostBatch(
                        2,
                        3,
                        new long[] {6, 7},
                        new int[] {2, 99, 99, 2, 5, 3},
                        new int[] {1, 3},
                        new int[] {4, -100, -100, -100, 9, -100},
                        4));
    }

    @Test
    void labelledExamplesHaveOneLabelARow() {
        Example longer = new Example.Labelled(9, new int[] {2, 6, 6, 3}, 0, null);

        assertThat(HostBatches.pad(List.of(LABELLED, longer), 0))
                .usingRecursiveComparison()
                .isEqualTo(new HostBatch(
                        2,
                        4,
                        new long[] {8, 9},
                        new int[] {2, 3, 0, 0, 2, 6, 6, 3},
                        new int[] {2, 4},
                        new int[] {1, 0},
                        6));
    }

    @Test
    void nothingAndMixturesAreRefused() {
        assertThatThrownBy(() -> HostBatches.pad(List.of(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs an example");
        for (List<Example> mixture : List.of(List.of(MASKED, LABELLED), List.of(LABELLED, MASKED))) {
            assertThatThrownBy(() -> HostBatches.pad(mixture, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("do not go into one batch");
        }
    }
}
