package io.joyul.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.evaluate.Predictions.Prediction;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClassificationTallyTest {
    private static final ClassificationTally.Settings SETTINGS = new ClassificationTally.Settings(3, 7, 50, 15, 6);

    @Test
    void figuresDoNotDependOnOrderOrPartitions() {
        List<Prediction> predictions = new ArrayList<>(Predictions.random(11, 2_000, 3, 0.7));
        ClassificationResult whole = Predictions.result(Predictions.tally(SETTINGS, predictions), 3);
        long seed = Predictions.seed();
        Random random = new Random(seed);
        for (int trial = 0; trial < 10; trial++) {
            Collections.shuffle(predictions, random);
            int partitions = 1 + random.nextInt(20);
            List<ClassificationTally> tallies = new ArrayList<>();
            for (int partition = 0; partition < partitions; partition++) {
                tallies.add(Predictions.tally(
                        SETTINGS,
                        predictions.subList(
                                predictions.size() * partition / partitions,
                                predictions.size() * (partition + 1) / partitions)));
            }
            while (tallies.size() > 1) {
                ClassificationTally taken = tallies.remove(random.nextInt(tallies.size()));
                tallies.get(random.nextInt(tallies.size())).merge(taken);
            }
            assertThat(Predictions.result(tallies.get(0), 3))
                    .as("seed %d, trial %d", seed, trial)
                    .isEqualTo(whole);
        }
    }

    @Test
    void mergingAnEmptyPartitionChangesNothing() {
        ClassificationTally tally = Predictions.tally(SETTINGS, Predictions.random(3, 100, 3, 0.7));
        ClassificationResult before = Predictions.result(tally, 3);
        tally.merge(new ClassificationTally(SETTINGS));
        assertThat(Predictions.result(tally, 3)).isEqualTo(before);
    }

    @Test
    void tallyCrossesATaskBoundary() throws IOException, ClassNotFoundException {
        ClassificationTally tally = Predictions.tally(SETTINGS, Predictions.random(5, 200, 3, 0.6));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(tally);
        }
        ClassificationTally back;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            back = (ClassificationTally) in.readObject();
        }
        assertThat(Predictions.result(back, 3)).isEqualTo(Predictions.result(tally, 3));
        back.merge(Predictions.tally(SETTINGS, Predictions.random(6, 10, 3, 0.6)));
        assertThat(Predictions.result(back, 3).examples()).isEqualTo(210);
    }

    @Test
    void resultRoundTripsThroughJson() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ClassificationResult result =
                Predictions.result(Predictions.tally(SETTINGS, Predictions.random(5, 20, 3, 0.6)), 3);
        assertThat(result.calibration()).anyMatch(bin -> bin.count() == 0);
        assertThat(mapper.readValue(mapper.writeValueAsBytes(result), ClassificationResult.class))
                .isEqualTo(result);
    }

    @Test
    void keepsTheMostConfidentMistakes() {
        List<Prediction> predictions = Predictions.random(9, 500, 3, 0.7);
        List<Long> expected = predictions.stream()
                .filter(prediction -> probabilityOfPredicted(prediction) != probability(prediction, prediction.label()))
                .sorted(Comparator.comparingDouble(ClassificationTallyTest::probabilityOfPredicted)
                        .reversed())
                .limit(6)
                .map(Prediction::exampleId)
                .toList();
        ClassificationResult result = Predictions.result(Predictions.tally(SETTINGS, predictions), 3);
        assertThat(result.worstMistakes()).extracting(Mistake::exampleId).isEqualTo(expected);
        assertThat(result.worstMistakes()).allMatch(mistake -> mistake.label() != mistake.predicted());
        assertThat(result.worstMistakes()).extracting(Mistake::text).doesNotContainNull();
    }

    @Test
    void equallyConfidentMistakesAreOrderedById() {
        ClassificationTally tally = new ClassificationTally(new ClassificationTally.Settings(2, 1, 0, 10, 3));
        for (long id : new long[] {5, 2, 9, 1, 7}) {
            tally.add(id, 1, new float[] {2, 0}, null);
        }
        assertThat(tally.result(List.of("no", "yes")).worstMistakes())
                .extracting(Mistake::exampleId)
                .containsExactly(1L, 2L, 5L);
    }

    @Test
    void lossStaysExactForHugeLogits() {
        ClassificationTally tally = new ClassificationTally(new ClassificationTally.Settings(2, 1, 0, 15, 0));
        tally.add(1, 0, new float[] {-1e30f, 1e30f}, null);
        tally.add(2, 0, new float[] {1e30f, -1e30f}, null);
        ClassificationResult result = tally.result(List.of("no", "yes"));
        assertThat(result.logLoss()).isEqualTo((double) 1e30f);
        assertThat(result.brier()).isEqualTo(1.0);
    }

    @Test
    void confidenceOnAnEdgeFallsIntoTheBinBelow() {
        ClassificationTally tally = new ClassificationTally(new ClassificationTally.Settings(2, 1, 0, 2, 0));
        tally.add(1, 0, new float[] {0, 0}, null);
        assertThat(tally.result(List.of("no", "yes")).calibration())
                .extracting(CalibrationBin::count)
                .containsExactly(1L, 0L);
    }

    @Test
    void everyConfidenceFallsIntoTheBinWhoseEdgesHoldIt() {
        for (int bins = 1; bins <= 50; bins++) {
            for (int edge = 1; edge <= bins; edge++) {
                double high = (double) edge / bins;
                for (double confidence : new double[] {Math.nextDown(high), high, Math.min(1, Math.nextUp(high))}) {
                    Calibration calibration = new Calibration(bins);
                    calibration.add(confidence, true);
                    assertThat(calibration.bins())
                            .filteredOn(bin -> bin.count() == 1)
                            .allMatch(bin -> bin.low() < confidence && confidence <= bin.high())
                            .hasSize(1);
                }
            }
        }
    }

    @Test
    void oneClassAloneHasNoCorrelationAndNoOtherF1() {
        ClassificationTally tally = new ClassificationTally(SETTINGS);
        tally.add(1, 0, new float[] {1, 0, 0}, null);
        tally.add(2, 0, new float[] {1, 0, 0}, null);
        ClassificationResult result = Predictions.result(tally, 3);
        assertThat(result.matthewsCorrelation()).isZero();
        assertThat(result.macroF1().estimate()).isEqualTo(1.0);
        assertThat(result.majorityShare()).isEqualTo(1.0);
        assertThat(result.classes().get(1).f1()).isZero();
    }

    @Test
    void withoutReplicatesThereIsNoInterval() {
        ClassificationTally tally = new ClassificationTally(new ClassificationTally.Settings(2, 1, 0, 15, 0));
        tally.add(1, 0, new float[] {1, 0}, null);
        Interval accuracy = tally.result(List.of("no", "yes")).accuracy();
        assertThat(accuracy.estimate()).isEqualTo(1.0);
        assertThat(accuracy.low()).isNaN();
        assertThat(accuracy.excludesZero()).isFalse();
    }

    @Test
    void anEmptySplitIsNamed() {
        assertThatThrownBy(() -> Predictions.result(new ClassificationTally(SETTINGS), 3))
                .isInstanceOfSatisfying(
                        JoyulException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SPLIT_EMPTY));
    }

    @Test
    void whatCannotBeJudgedIsRefusedAndNotCounted() {
        ClassificationTally tally = new ClassificationTally(SETTINGS);
        tally.add(1, 0, new float[] {1, 0, 0}, null);
        assertRefused(ErrorCode.LABEL_UNKNOWN, () -> tally.add(42, 3, new float[] {1, 0, 0}, null));
        assertRefused(ErrorCode.LABEL_UNKNOWN, () -> tally.add(42, -100, new float[] {1, 0, 0}, null));
        assertRefused(ErrorCode.LOSS_NOT_FINITE, () -> tally.add(42, 1, new float[] {1, Float.NaN, 0}, null));
        assertRefused(ErrorCode.LOSS_NOT_FINITE, () -> tally.add(42, 1, new double[] {1e308, -1e308, 0}, null));
        assertRefused(ErrorCode.INTERNAL, () -> tally.add(42, 1, new float[] {1, 0}, null));
        assertThat(Predictions.result(tally, 3).examples()).isEqualTo(1);
    }

    private static void assertRefused(ErrorCode code, Runnable call) {
        assertThatThrownBy(call::run)
                .hasMessageContaining("example 42")
                .isInstanceOfSatisfying(
                        JoyulException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }

    @Test
    void talliesOfDifferentSettingsDoNotMerge() {
        ClassificationTally.Settings other = new ClassificationTally.Settings(3, 8, 50, 15, 6);
        assertThatThrownBy(() -> new ClassificationTally(SETTINGS).merge(new ClassificationTally(other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("seed=8");
    }

    private static double probabilityOfPredicted(Prediction prediction) {
        double best = 0;
        for (int label = 0; label < prediction.logits().size(); label++) {
            best = Math.max(best, probability(prediction, label));
        }
        return best;
    }

    private static double probability(Prediction prediction, int label) {
        double sum = 0;
        for (double logit : prediction.logits()) {
            sum += Math.exp(logit);
        }
        return Math.exp(prediction.logits().get(label)) / sum;
    }
}
