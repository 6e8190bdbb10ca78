package io.joyul.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.joyul.model.BertConfig;
import io.joyul.model.MaskedLanguageModel;
import io.joyul.model.Model;
import io.joyul.model.SequenceClassifier;
import io.joyul.objective.Classification;
import io.joyul.objective.MaskedLanguageModelling;
import io.joyul.objective.Objective;
import io.joyul.shard.Example;
import io.joyul.tensor.DropoutStream;
import io.joyul.tensor.Libtorch;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Texts in one batch must not know of each other. */
class NeighboursInABatchTest {
    private static final int VOCABULARY = 60;
    private static final int[] LENGTHS = {5, 9, 3, 12, 2, 7};

    @BeforeAll
    static void prepare() {
        Libtorch.prepare(1);
    }

    private static BertConfig shape(List<String> labels) {
        return new BertConfig(VOCABULARY, 32, 2, 4, 64, 16, 2, 0, 0, 1e-12, 0.3, 0, labels);
    }

    @Test
    void aMaskedLanguageModelSeesNoDifference() {
        List<Example> examples = masked(1);
        try (Objective objective = new MaskedLanguageModelling(new MaskedLanguageModel(shape(List.of())))) {
            objective.model().parameters().initialise(3, 0.1);
            assertSame(run(objective, HostBatches.of(examples)), oneByOne(objective, examples));
        }
    }

    @Test
    void aClassifierSeesNoDifference() {
        List<Example> examples = labelled(1);
        try (Objective objective = new Classification(new SequenceClassifier(shape(List.of("a", "b", "c"))))) {
            objective.model().parameters().initialise(3, 0.1);
            Result together = run(objective, HostBatches.of(examples));

            assertThat(together.logits()).hasSize(LENGTHS.length * 3);
            assertSame(together, oneByOne(objective, examples));
        }
    }

    @Test
    void anExampleDoesNotChangeItsNeighbours() {
        List<Example> examples = labelled(1);
        List<Example> others = new ArrayList<>(examples);
        others.set(1, labelled(2).get(1));
        try (Objective objective = new Classification(new SequenceClassifier(shape(List.of("a", "b", "c"))))) {
            objective.model().parameters().initialise(3, 0.1);
            float[] before = run(objective, HostBatches.of(examples)).logits();
            float[] after = run(objective, HostBatches.of(others)).logits();

            for (int i = 0; i < before.length; i++) {
                if (i / 3 == 1) {
                    assertThat(after[i]).isNotEqualTo(before[i]);
                } else {
                    assertThat(after[i]).isEqualTo(before[i]);
                }
            }
        }
    }

    private record Result(float[] logits, double loss, float[] gradients) {}

    private static Result run(Objective objective, HostBatch batch) {
        Model model = objective.model();
        model.parameters().zeroGradients();
        try (TensorScope scope = TensorScope.open()) {
            Objective.Outcome outcome = objective.forward(batch, DropoutStream.none());
            model.backward(outcome.lossSum());
            return new Result(
                    Tensors.toFloats(outcome.logits()),
                    outcome.lossSum().item_double(),
                    Tensors.toFloats(model.parameters().flatGradients()));
        }
    }

    /** The sums of what each example gives for itself. */
    private static Result oneByOne(Objective objective, List<Example> examples) {
        float[] logits = new float[0];
        double loss = 0;
        float[] gradients = new float[0];
        for (Example example : examples) {
            Result alone = run(objective, HostBatches.of(List.of(example)));
            int before = logits.length;
            logits = Arrays.copyOf(logits, before + alone.logits().length);
            System.arraycopy(alone.logits(), 0, logits, before, alone.logits().length);
            loss += alone.loss();
            gradients = gradients.length == 0 ? new float[alone.gradients().length] : gradients;
            for (int i = 0; i < gradients.length; i++) {
                gradients[i] += alone.gradients()[i];
            }
        }
        return new Result(logits, loss, gradients);
    }

    private static void assertSame(Result actual, Result expected) {
        assertThat(actual.loss()).isCloseTo(expected.loss(), within(1e-5 * expected.loss()));
        assertThat(actual.logits()).hasSameSizeAs(expected.logits());
        for (int i = 0; i < expected.logits().length; i++) {
            assertThat(actual.logits()[i]).isCloseTo(expected.logits()[i], within(1e-5f));
        }
        double largest = 0;
        for (int i = 0; i < expected.gradients().length; i++) {
            assertThat(actual.gradients()[i]).isCloseTo(expected.gradients()[i], within(1e-5f));
            largest = Math.max(largest, Math.abs(expected.gradients()[i]));
        }
        assertThat(largest).isGreaterThan(0.01);
    }

    private static List<Example> masked(long seed) {
        Random random = new Random(seed);
        List<Example> examples = new ArrayList<>();
        for (int length : LENGTHS) {
            int[] labels = new int[length];
            Arrays.setAll(labels, i -> i % 3 == 1 ? 5 + random.nextInt(VOCABULARY - 5) : HostBatches.IGNORED);
            examples.add(new Example.Masked(examples.size(), ids(length, random), labels));
        }
        return examples;
    }

    private static List<Example> labelled(long seed) {
        Random random = new Random(seed);
        List<Example> examples = new ArrayList<>();
        for (int length : LENGTHS) {
            examples.add(new Example.Labelled(examples.size(), ids(length, random), random.nextInt(3), null));
        }
        return examples;
    }

    private static int[] ids(int length, Random random) {
        return random.ints(length, 5, VOCABULARY).toArray();
    }
}
