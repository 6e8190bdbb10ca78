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
    void maskedExamplesLieEndToEndWithALabelForEachToken() {
        Example shorter = new Example.Masked(6, new int[] {2}, new int[] {4});

        assertThat(HostBatches.of(List.of(MASKED, shorter)))
                .usingRecursiveComparison()
                .isEqualTo(new HostBatch(
                        new long[] {7, 6}, new int[] {3, 1}, new int[] {2, 5, 3, 2}, new int[] {-100, 9, -100, 4}));
    }

    @Test
    void labelledExamplesHaveOneLabelEach() {
        Example longer = new Example.Labelled(9, new int[] {2, 6, 6, 3}, 0, null);

        assertThat(HostBatches.of(List.of(longer, LABELLED)))
                .usingRecursiveComparison()
                .isEqualTo(new HostBatch(
                        new long[] {9, 8}, new int[] {4, 2}, new int[] {2, 6, 6, 3, 2, 3}, new int[] {0, 1}));
    }

    @Test
    void theShortestGoesFirstWhereTheOrderIsFree() {
        Example shorter = new Example.Masked(6, new int[] {2}, new int[] {4});
        Example alike = new Example.Masked(5, new int[] {2, 6, 3}, new int[] {-100, -100, 1});

        assertThat(HostBatches.byLength(RowSelection.of(List.of(MASKED, shorter, alike)), new BatchMemory())
                        .exampleIds())
                .containsExactly(6, 7, 5);
    }

    @Test
    void nothingAndMixturesAreRefused() {
        assertThatThrownBy(() -> HostBatches.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs an example");
        for (List<Example> mixture : List.of(List.of(MASKED, LABELLED), List.of(LABELLED, MASKED))) {
            assertThatThrownBy(() -> HostBatches.of(mixture))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("do not go into one batch");
        }
    }
}
