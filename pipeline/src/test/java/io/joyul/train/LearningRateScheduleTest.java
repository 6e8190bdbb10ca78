package io.joyul.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The schedules against those of transformers and torch, step by step. */
class LearningRateScheduleTest {
    private static final double WARMUP = 0.1;
    private static JsonNode golden;

    @BeforeAll
    static void read() throws Exception {
        golden = new ObjectMapper()
                .readTree(Path.of("src/test/resources/golden/training.json").toFile());
    }

    @Test
    void eachScheduleGivesTheRatesOfItsReference() {
        check("constant", new LearningRateSchedule.Constant(WARMUP));
        check("linear", new LearningRateSchedule.Linear(WARMUP));
        check("cosine", new LearningRateSchedule.Cosine(WARMUP, 0, 1));
        check("cosine-floor-0.1", new LearningRateSchedule.Cosine(WARMUP, 0.1, 1));
        check("cosine-cycles-3", new LearningRateSchedule.Cosine(WARMUP, 0, 3));
        check("slanted-triangular", new LearningRateSchedule.SlantedTriangular(WARMUP, 32));
        check("inverse-root", new LearningRateSchedule.InverseRoot(WARMUP));
        check("one-cycle", new LearningRateSchedule.OneCycle(WARMUP, 25, 10_000));
    }

    private static void check(String name, LearningRateSchedule schedule) {
        int total = golden.get("totalSteps").asInt();
        LearningRate rate = new LearningRate(golden.get("peak").asDouble(), schedule, total);
        for (int step = 0; step < total; step++) {
            assertThat(rate.at(step, List.of()))
                    .as("%s at step %d", name, step)
                    .isCloseTo(golden.get(name).get(step).asDouble(), within(1e-15));
        }
    }

    @Test
    void theRateIsCutOnAPlateauAsTorchCutsIt() {
        checkPlateau("reduce-on-plateau", new LearningRateSchedule.ReduceOnPlateau(0, 0.1, 1, 1e-4, 0, 0));
        checkPlateau(
                "reduce-on-plateau-cooldown-2-floor-0.2",
                new LearningRateSchedule.ReduceOnPlateau(0, 0.5, 0, 1e-4, 2, 0.2));
    }

    private static void checkPlateau(String name, LearningRateSchedule schedule) {
        LearningRate rate = new LearningRate(golden.get("peak").asDouble(), schedule, 1000);
        List<TrainingHistory.Epoch> epochs = new ArrayList<>();
        assertThat(rate.at(0, epochs)).isEqualTo(golden.get("peak").asDouble());
        for (JsonNode loss : golden.get("devLosses")) {
            epochs.add(new TrainingHistory.Epoch(epochs.size() + 1, 10 * epochs.size(), loss.asDouble(), 0.5));
            assertThat(rate.at(10 * epochs.size(), epochs))
                    .as("%s after epoch %d", name, epochs.size())
                    .isCloseTo(golden.get(name).get(epochs.size() - 1).asDouble(), within(1e-15));
        }
    }

    @Test
    void aRunOfAnyLengthWithoutWarmupHasAFiniteRate() {
        List<LearningRateSchedule> all = List.of(
                new LearningRateSchedule.Constant(0),
                new LearningRateSchedule.Linear(0),
                new LearningRateSchedule.Cosine(0, 0, 2),
                new LearningRateSchedule.SlantedTriangular(0, 32),
                new LearningRateSchedule.InverseRoot(0),
                new LearningRateSchedule.OneCycle(0, 25, 10_000),
                new LearningRateSchedule.ReduceOnPlateau(0, 0.1, 1, 1e-4, 0, 0));
        for (LearningRateSchedule schedule : all) {
            for (int total : new int[] {1, 2, 7}) {
                for (int step = 0; step < total; step++) {
                    assertThat(schedule.factor(step, total, List.of()))
                            .as("%s at step %d of %d", schedule, step, total)
                            .isBetween(0.0, 1.0);
                }
            }
        }
    }
}
