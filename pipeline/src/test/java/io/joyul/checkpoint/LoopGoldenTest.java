package io.joyul.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joyul.batch.BatchSource;
import io.joyul.batch.HostBatch;
import io.joyul.batch.StepBatches;
import io.joyul.batch.StepBatches.MicroBatch;
import io.joyul.collective.LocalCollective;
import io.joyul.model.MaskedLanguageModel;
import io.joyul.model.ParameterSpec;
import io.joyul.objective.MaskedLanguageModelling;
import io.joyul.storage.Storage;
import io.joyul.tensor.Libtorch;
import io.joyul.train.AdamW;
import io.joyul.train.EarlyStopping;
import io.joyul.train.EngineOptions;
import io.joyul.train.LearningRate;
import io.joyul.train.LearningRateSchedule;
import io.joyul.train.TrainState;
import io.joyul.train.TrainingHistory;
import io.joyul.train.TrainingLoop;
import io.joyul.train.TrainingPlan;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The training loop itself, on one rank, against what torch makes of the same weights and batches. */
final class LoopGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final double LIMIT = 1e-4;

    private final Storage storage = Storage.of(Map.of());

    @BeforeAll
    static void prepare() {
        Libtorch.prepare(1);
    }

    /** The steps of a file, one epoch. */
    private record Steps(JsonNode steps) implements BatchSource {
        @Override
        public int stepsPerEpoch() {
            return steps.size();
        }

        @Override
        public Iterator<StepBatches> epoch(int epoch, int firstStep) {
            return IntStream.range(firstStep, steps.size())
                    .mapToObj(step -> new StepBatches(epoch, step, microBatches(steps.get(step))))
                    .iterator();
        }

        private static List<MicroBatch> microBatches(JsonNode step) {
            return IntStream.range(0, step.size())
                    .mapToObj(slot -> new MicroBatch(slot, batch(step.get(slot))))
                    .toList();
        }

        private static HostBatch batch(JsonNode micro) {
            int[] lengths = integers(micro.get("lengths"));
            return new HostBatch(
                    new long[lengths.length], lengths, integers(micro.get("ids")), integers(micro.get("labels")));
        }

        private static int[] integers(JsonNode array) {
            return StreamSupport.stream(array.spliterator(), false)
                    .mapToInt(JsonNode::asInt)
                    .toArray();
        }

        @Override
        public void close() {}
    }

    private static TrainingPlan plan(JsonNode run) {
        return new TrainingPlan(
                1,
                1,
                new LearningRate(
                        run.get("peak").asDouble(),
                        new LearningRateSchedule.Linear(run.get("warmupRatio").asDouble()),
                        run.get("steps").size()),
                EarlyStopping.never(),
                run.get("clipNorm").asDouble(),
                1,
                0,
                EngineOptions.DEFAULTS);
    }

    @Test
    void stepsOfClippedGradientsDecayAndAScheduleAgreeWithTorch() throws Exception {
        JsonNode run =
                new ObjectMapper().readTree(GOLDEN.resolve("loop/run.json").toFile());
        String checkpoint = GOLDEN.resolve("bert-mlm").toString();
        try (MaskedLanguageModel model = new MaskedLanguageModel(ModelFiles.config(storage, checkpoint));
                AdamW optimizer = new AdamW(
                        model.parameters(),
                        AdamW.DEFAULTS.withWeightDecay(run.get("decay").asDouble()))) {
            assertThat(ModelFiles.loadWeights(storage, checkpoint, model.parameters()))
                    .isEmpty();
            TrainState end = new TrainingLoop(
                            new MaskedLanguageModelling(model),
                            new LocalCollective(),
                            plan(run),
                            new TrainState(0, 0, 0, TrainingHistory.empty(), model, optimizer),
                            List.of())
                    .run(new Steps(run.get("steps")), Collections::emptyIterator);

            List<TrainingHistory.Point> points = end.history().points();
            assertThat(points).hasSize(run.get("curve").size());
            List<Boolean> clipped = new ArrayList<>();
            for (int step = 0; step < points.size(); step++) {
                JsonNode expected = run.get("curve").get(step);
                double norm = expected.get("norm").asDouble();
                assertThat(points.get(step).loss())
                        .as("loss of step %d", step + 1)
                        .isCloseTo(expected.get("loss").asDouble(), within(LIMIT));
                assertThat(points.get(step).gradientNorm())
                        .as("gradient norm of step %d", step + 1)
                        .isCloseTo(norm, within(LIMIT * norm));
                assertThat(points.get(step).learningRate())
                        .isCloseTo(expected.get("rate").asDouble(), within(1e-12));
                clipped.add(norm > run.get("clipNorm").asDouble());
            }
            assertThat(clipped).contains(true, false);
            assertWeights(model);
        }
    }

    private void assertWeights(MaskedLanguageModel model) {
        String file = GOLDEN.resolve("loop/after.safetensors").toString();
        SafetensorsFile after = SafetensorsFile.parse(file, storage.read(file));
        for (ParameterSpec spec : model.parameters().specs()) {
            // A key's bias has no gradient but rounding, of which Adam makes whole steps.
            double limit = spec.name().endsWith("key.bias") ? 2e-2 : LIMIT;
            assertThat(difference(model.parameters().values(spec.name()), after.floats("after." + spec.name())))
                    .as(spec.name())
                    .isLessThan(limit);
        }
    }

    private static double difference(FloatBuffer one, FloatBuffer other) {
        double worst = one.remaining() == other.remaining() ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < one.remaining(); i++) {
            worst = Math.max(worst, Math.abs(one.get(i) - other.get(i)));
        }
        return worst;
    }
}
