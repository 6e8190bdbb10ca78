package io.joyul.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.joyul.evaluate.Predictions.Prediction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The bootstrap against its textbook form, which keeps every row and draws with replacement. */
class BootstrapTest {
    private static final ClassificationTally.Settings SETTINGS = new ClassificationTally.Settings(2, 13, 2_000, 15, 0);

    @Test
    void intervalIsAboutThatOfDrawingRowsWithReplacement() {
        List<Prediction> predictions = Predictions.random(21, 1_000, 2, 0.8);
        Interval ours =
                Predictions.result(Predictions.tally(SETTINGS, predictions), 2).accuracy();
        Interval textbook = drawWithReplacement(predictions, 22);
        assertThat(ours.low()).isCloseTo(textbook.low(), within(0.004));
        assertThat(ours.high()).isCloseTo(textbook.high(), within(0.004));
        double normal = 2 * 1.96 * Math.sqrt(ours.estimate() * (1 - ours.estimate()) / predictions.size());
        assertThat(ours.high() - ours.low()).isCloseTo(normal, within(0.1 * normal));
    }

    @Test
    void intervalCoversTheTruthNineteenTimesInTwenty() {
        int covered = 0;
        int experiments = 500;
        ClassificationTally.Settings settings = new ClassificationTally.Settings(2, 17, 300, 15, 0);
        for (int experiment = 0; experiment < experiments; experiment++) {
            List<Prediction> predictions = Predictions.random(1_000 + experiment, 200, 2, 0.8);
            Interval accuracy = Predictions.result(Predictions.tally(settings, predictions), 2)
                    .accuracy();
            covered += accuracy.low() <= 0.8 && 0.8 <= accuracy.high() ? 1 : 0;
        }
        assertThat((double) covered / experiments).isBetween(0.92, 0.98);
    }

    @Test
    void intervalHoldsTheEstimateOfMacroF1() {
        Interval macroF1 = Predictions.result(
                        Predictions.tally(
                                new ClassificationTally.Settings(5, 3, 500, 15, 0),
                                Predictions.random(33, 800, 5, 0.6)),
                        5)
                .macroF1();
        assertThat(macroF1.low()).isLessThan(macroF1.estimate());
        assertThat(macroF1.high()).isGreaterThan(macroF1.estimate());
    }

    @Test
    void replicatesAreDrawnAnew() {
        PoissonBootstrap bootstrap = new PoissonBootstrap(2, 4_000, 5);
        for (int id = 0; id < 100; id++) {
            bootstrap.add(id, 0, id % 2);
        }
        double[] accuracies = bootstrap.accuracies();
        double mean = Arrays.stream(accuracies).average().orElseThrow();
        double variance = Arrays.stream(accuracies)
                .map(a -> (a - mean) * (a - mean))
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(0.5, within(0.005));
        assertThat(variance).isCloseTo(0.25 / 100, within(0.0003));
    }

    @Test
    void oneExampleIsLeftOutOfSomeReplicatesButNotOfTheInterval() {
        ClassificationTally tally = new ClassificationTally(SETTINGS);
        tally.add(1, 0, new float[] {1, 0}, null);
        assertThat(tally.bootstrap().accuracies()).contains(Double.NaN);
        assertThat(Predictions.result(tally, 2).accuracy()).isEqualTo(new Interval(1, 1, 1));
    }

    @Test
    void aPairedIntervalIsNarrowerThanThatOfTwoSeparateModels() {
        List<Prediction> baseline = Predictions.random(41, 1_000, 2, 0.75);
        List<Prediction> candidate = correctEveryTenth(baseline);
        ClassificationTally ours = Predictions.tally(SETTINGS, candidate);
        ClassificationTally theirs = Predictions.tally(SETTINGS, baseline);
        PairedComparison comparison = PairedComparison.of(ours, theirs);
        Interval ourAccuracy = Predictions.result(ours, 2).accuracy();
        Interval theirAccuracy = Predictions.result(theirs, 2).accuracy();
        assertThat(comparison.accuracyGain().estimate())
                .isCloseTo(ourAccuracy.estimate() - theirAccuracy.estimate(), within(1e-15))
                .isPositive();
        assertThat(comparison.accuracyGain().excludesZero()).isTrue();
        double separate =
                Math.hypot(ourAccuracy.high() - ourAccuracy.low(), theirAccuracy.high() - theirAccuracy.low());
        assertThat(comparison.accuracyGain().high() - comparison.accuracyGain().low())
                .isLessThan(0.6 * separate);
    }

    @Test
    void aModelGainsNothingOverItself() {
        ClassificationTally tally = Predictions.tally(SETTINGS, Predictions.random(41, 300, 2, 0.75));
        assertThat(PairedComparison.of(tally, tally))
                .isEqualTo(new PairedComparison(new Interval(0, 0, 0), new Interval(0, 0, 0)));
    }

    @Test
    void modelsJudgedOnOtherExamplesAreNotCompared() {
        ClassificationTally ours = Predictions.tally(SETTINGS, Predictions.random(1, 300, 2, 0.75));
        ClassificationTally theirs = Predictions.tally(SETTINGS, Predictions.random(2, 300, 2, 0.75));
        assertThatThrownBy(() -> PairedComparison.of(ours, theirs))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("same labelled examples");
    }

    private static List<Prediction> correctEveryTenth(List<Prediction> predictions) {
        List<Prediction> corrected = new ArrayList<>();
        for (int i = 0; i < predictions.size(); i++) {
            Prediction prediction = predictions.get(i);
            List<Double> right = prediction.label() == 0 ? List.of(1.0, 0.0) : List.of(0.0, 1.0);
            corrected.add(
                    i % 10 == 0
                            ? new Prediction(prediction.exampleId(), prediction.label(), right, prediction.text())
                            : prediction);
        }
        return corrected;
    }

    private static Interval drawWithReplacement(List<Prediction> predictions, long seed) {
        Random random = new Random(seed);
        double[] accuracies = new double[2_000];
        for (int replicate = 0; replicate < accuracies.length; replicate++) {
            int right = 0;
            for (int draw = 0; draw < predictions.size(); draw++) {
                Prediction drawn = predictions.get(random.nextInt(predictions.size()));
                int predicted = drawn.logits().get(1) > drawn.logits().get(0) ? 1 : 0;
                right += predicted == drawn.label() ? 1 : 0;
            }
            accuracies[replicate] = (double) right / predictions.size();
        }
        return Interval.of(Double.NaN, accuracies);
    }
}
