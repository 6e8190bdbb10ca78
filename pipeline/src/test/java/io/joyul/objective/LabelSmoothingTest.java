package io.joyul.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joyul.tensor.Libtorch;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LabelSmoothingTest {
    @BeforeAll
    static void prepare() {
        Libtorch.prepare(1);
    }

    @Test
    void smoothedLossesAndGradientsAreTorchs() throws Exception {
        JsonNode golden = new ObjectMapper()
                .readTree(Path.of("src/test/resources/golden/training.json").toFile())
                .get("smoothed");
        int[] targets = new int[golden.get("targets").size()];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = golden.get("targets").get(i).asInt();
        }
        for (JsonNode expected : golden.get("cases")) {
            try (TensorScope scope = TensorScope.open()) {
                float[] weights = floats(expected.get("weights"));
                Tensor logits = Tensors.floats(floats(golden.get("logits")), targets.length, 4);
                logits.requires_grad_(true);
                Tensor loss = CrossEntropy.sum(
                                logits,
                                Tensors.longs(targets, targets.length),
                                weights.length == 0 ? Tensors.none() : Tensors.some(Tensors.floats(weights, 4)),
                                expected.get("smoothing").asDouble())
                        .lossSum();
                loss.backward();
                assertThat(loss.item_double()).isCloseTo(expected.get("loss").asDouble(), within(1e-5));
                assertThat(Tensors.toFloats(logits.grad()))
                        .containsExactly(floats(expected.get("gradient")), within(1e-6f));
            }
        }
    }

    private static float[] floats(JsonNode node) {
        float[] values = new float[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) node.get(i).asDouble();
        }
        return values;
    }
}
