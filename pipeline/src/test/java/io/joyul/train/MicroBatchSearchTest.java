package io.joyul.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.batch.LongestTexts;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.model.BertConfig;
import io.joyul.model.MaskedLanguageModel;
import io.joyul.objective.MaskedLanguageModelling;
import io.joyul.tensor.DropoutStream;
import io.joyul.tensor.Libtorch;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import io.joyul.train.MicroBatchSearch.Found;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MicroBatchSearchTest {
    private static final int SHARE = 1000;
    private static final long MEGABYTE = 1_000_000;
    private static final LongestTexts TEXTS = new LongestTexts(64, 0, true);

    private MaskedLanguageModelling objective;

    @BeforeEach
    void makeModel() {
        Libtorch.prepare(1);
        objective = new MaskedLanguageModelling(new MaskedLanguageModel(
                new BertConfig(2000, 128, 2, 2, 512, 64, 2, 0.1, 0.1, 1e-12, 0.02, 0, List.of())));
        objective.model().parameters().initialise(1, 0.02);
    }

    @AfterEach
    void freeModel() {
        objective.close();
    }

    private Found find(long budget) {
        return new MicroBatchSearch(objective, TEXTS, SHARE, () -> {}).onHost(10 * MEGABYTE, budget);
    }

    @Test
    void whatIsFoundTakesAsMuchMemoryAsItMayAndNoMore() {
        long budget = 400 * MEGABYTE;
        Found found = find(budget);
        assertThat(found.microBatch()).isBetween(20, SHARE / 2);
        assertThat(found.microBatch() * found.passes()).isBetween(SHARE, SHARE + found.passes());

        long taken = ResidentMemory.growth(() -> {
            try (TensorScope scope = TensorScope.open()) {
                objective
                        .model()
                        .backward(objective
                                .forward(TEXTS.batch(found.microBatch()), DropoutStream.of(1, 1, 1))
                                .lossSum());
            }
        });
        assertThat(taken).isBetween(budget / 4, budget);
        assertThat(found.bytes()).isBetween(budget / 4, budget);
    }

    @Test
    void moreMemoryMeansFewerPassesAndEnoughOfItOne() {
        Found little = find(300 * MEGABYTE);
        Found more = find(900 * MEGABYTE);
        assertThat(more.passes()).isLessThan(little.passes());
        assertThat(find(1_000_000 * MEGABYTE)).extracting(Found::passes).isEqualTo(1);
    }

    @Test
    void theSearchLeavesWeightsAndGradientsAsTheyWere() {
        float[] weights = Tensors.toFloats(objective.model().parameters().flatValues());
        find(300 * MEGABYTE);
        assertThat(Tensors.toFloats(objective.model().parameters().flatValues()))
                .isEqualTo(weights);
        assertThat(Tensors.toFloats(objective.model().parameters().flatGradients()))
                .containsOnly(0f);
    }

    @Test
    void tooLittleMemoryForOneTextIsRefusedWithWhatIsNeeded() {
        assertThatThrownBy(() -> find(10 * MEGABYTE))
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID))
                .hasMessageContaining("a rank may take 0.01 GB")
                .hasMessageContaining("raise training.fit.memory-gigabytes");
    }
}
