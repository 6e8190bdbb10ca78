package io.joyul.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.joyul.adapt.Adaptation;
import io.joyul.batch.HostBatch;
import io.joyul.model.BertConfig;
import io.joyul.model.EncoderInput;
import io.joyul.model.ParameterSpec;
import io.joyul.model.ParameterStore;
import io.joyul.model.SequenceClassifier;
import io.joyul.storage.Storage;
import io.joyul.tensor.Device;
import io.joyul.tensor.DropoutStream;
import io.joyul.tensor.Libtorch;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import io.joyul.train.AdamW;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class FrozenGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final String CHECKPOINT =
            GOLDEN.resolve("bert-classification").toString();

    private final Storage storage = Storage.of(Map.of());

    @BeforeAll
    static void prepare() {
        Libtorch.prepare(1);
    }

    @Test
    void fiveStepsAboveAFrozenLayerAgreeWithTransformers() {
        agree(new Adaptation.Frozen(1, 0), "frozen-1");
    }

    @Test
    void fiveStepsOfTheHeadAloneAgreeWithTransformers() {
        agree(new Adaptation.HeadOnly(0), "head-only");
        agree(new Adaptation.Frozen(2, 0), "head-only");
    }

    @Test
    void moreLayersThanThereAreCannotBeFrozen() {
        assertThatThrownBy(() -> new Adaptation.Frozen(3, 0).frozen(2)).hasMessageContaining("only 2");
    }

    private void agree(Adaptation adaptation, String reference) {
        SafetensorsFile inputs = file(Path.of(CHECKPOINT, "golden.safetensors"));
        SafetensorsFile expected = file(GOLDEN.resolve("frozen/" + reference + ".safetensors"));
        BertConfig shape = ModelFiles.config(storage, CHECKPOINT);
        try (SequenceClassifier model = new SequenceClassifier(shape, adaptation.frozen(shape.layers()), Device.CPU);
                SequenceClassifier untouched = new SequenceClassifier(shape);
                AdamW optimizer = new AdamW(model.parameters(), AdamW.DEFAULTS)) {
            assertThat(ModelFiles.loadWeights(storage, CHECKPOINT, model.parameters()))
                    .isEmpty();
            ModelFiles.loadWeights(storage, CHECKPOINT, untouched.parameters());
            double[] losses = expected.doubles("curve.loss");
            double[] norms = expected.doubles("curve.grad_norm");
            for (int step = 0; step < losses.length; step++) {
                Outcome outcome = step(model, inputs);
                optimizer.step(step + 1, 1e-3, 1);
                assertThat(outcome.loss()).isCloseTo(losses[step], within(1e-5));
                assertThat(outcome.norm()).isCloseTo(norms[step], within(1e-4 * norms[step]));
            }
            ParameterStore parameters = model.parameters();
            assertThat(parameters.trainedSpecs()).isNotEmpty();
            for (ParameterSpec spec : parameters.trainedSpecs()) {
                // A key's bias has no gradient but rounding, of which Adam makes whole steps.
                double limit = spec.name().endsWith("key.bias") ? 6e-3 : 1e-5;
                assertThat(difference(parameters.values(spec.name()), expected.floats("after." + spec.name())))
                        .as(spec.name())
                        .isLessThan(limit);
            }
            assertThat(parameters.frozenSpecs()).isNotEmpty();
            for (ParameterSpec spec : parameters.frozenSpecs()) {
                assertThat(difference(
                                parameters.values(spec.name()),
                                untouched.parameters().values(spec.name())))
                        .as(spec.name())
                        .isZero();
            }
            assertThat(parameters.trainedCount()).isLessThan(parameters.parameterCount());
            assertThat(parameters.parameterCount())
                    .isEqualTo(untouched.parameters().trainedCount());
        }
    }

    private record Outcome(double loss, double norm) {}

    private static Outcome step(SequenceClassifier model, SafetensorsFile inputs) {
        model.parameters().zeroGradients();
        double loss;
        try (TensorScope scope = TensorScope.open()) {
            HostBatch batch = ReferenceBatch.of(inputs).host();
            Tensor labels = Tensors.longs(batch.labels(), batch.examples());
            Tensor mean = torch.cross_entropy_loss(
                    model.logits(EncoderInput.of(batch, model.device()), DropoutStream.none()), labels);
            model.backward(mean);
            loss = mean.item_double();
        }
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor gradients = model.parameters().flatGradients();
            double norm = gradients.norm().item_double();
            if (norm > 1) {
                gradients.mul_(new Scalar(1 / (norm + 1e-6)));
            }
            return new Outcome(loss, norm);
        }
    }

    private SafetensorsFile file(Path path) {
        return SafetensorsFile.parse(path.toString(), storage.read(path.toString()));
    }

    private static double difference(FloatBuffer one, FloatBuffer other) {
        double worst = one.remaining() == other.remaining() ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < one.remaining(); i++) {
            worst = Math.max(worst, Math.abs(one.get(i) - other.get(i)));
        }
        return worst;
    }
}
