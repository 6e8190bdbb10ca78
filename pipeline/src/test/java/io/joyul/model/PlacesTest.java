package io.joyul.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.batch.HostBatch;
import io.joyul.tensor.Device;
import io.joyul.tensor.DropoutStream;
import io.joyul.tensor.Libtorch;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Where tensors lie, tried on libtorch's meta device: its tensors have a shape and a place, but no memory, so whatever
 * looks into their memory fails as it would on a GPU. It has no kernel for embeddings, so no whole step runs on it.
 */
final class PlacesTest {
    private static final Device META = new Device("meta");
    private static final BertConfig SHAPE =
            new BertConfig(50, 16, 2, 2, 32, 16, 2, 0.1, 0.1, 1e-12, 0.02, 0, List.of("a", "b"));
    private static final HostBatch BATCH =
            new HostBatch(new long[] {1, 2}, new int[] {3, 2}, new int[] {2, 7, 3, 2, 3}, new int[5], new int[] {0, 1});

    @BeforeEach
    void prepare() {
        Libtorch.prepare(1);
    }

    @Test
    void whatAModelReadsLiesWhereTheModelDoes() {
        try (Model model = new SequenceClassifier(SHAPE, META);
                TensorScope scope = TensorScope.open()) {
            EncoderInput input = EncoderInput.of(BATCH, model.device());
            assertThat(List.of(
                            input.inputIds(),
                            input.positionIds(),
                            input.starts().asking()))
                    .allSatisfy(tensor -> assertThat(Device.of(tensor)).isEqualTo(META));
            assertThat(input.tokenTypes())
                    .isNotNull()
                    .satisfies(types -> assertThat(Device.of(types)).isEqualTo(META));
        }
    }

    @Test
    void parametersAreInitialisedAndLoadedWithoutLookingIntoTheirMemory() {
        try (Model model = new MaskedLanguageModel(SHAPE, META)) {
            ParameterStore parameters = model.parameters();
            parameters.initialise(3, 0.02);
            parameters.write("cls.predictions.bias", FloatBuffer.allocate(50));
            parameters.zeroGradients();
            assertThat(Device.of(parameters.flatValues())).isEqualTo(META);
            assertThat(Device.of(parameters.flatGradientsAndTally())).isEqualTo(META);
            // Reading is a copy to the host, which this device alone cannot give.
            assertThatThrownBy(() -> parameters.values("cls.predictions.bias")).isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void dropoutDrawsWhereItsInputLies() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor dropped = DropoutStream.of(1, 2, 3).apply(Tensors.zeros(META, 5, 7), 0.1);
            assertThat(Device.of(dropped)).isEqualTo(META);
            assertThat(dropped.numel()).isEqualTo(35);
        }
    }
}
