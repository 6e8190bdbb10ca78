package io.joyul.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.joyul.checkpoint.CheckpointManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LossCurveTest {
    private static final int MILLION = 1_000_000;

    private static double loss(int step) {
        return 2 + 8 * Math.exp(-step / 1e5);
    }

    private static TrainingHistory.Point point(int step) {
        return new TrainingHistory.Point(step, loss(step), 1e-3, 1 + step % 7, 64, 500, 0.5, 0.125);
    }

    private static List<TrainingHistory.Point> thinned(int every, int lastStep) {
        LossCurve curve = new LossCurve(List.of());
        for (int step = every; step <= lastStep; step += every) {
            curve.add(point(step));
        }
        return curve.points();
    }

    @Test
    void aCurveOfAFewThousandPointsStaysAsItIs() {
        assertThat(thinned(10, 10 * LossCurve.MOST))
                .isEqualTo(IntStream.rangeClosed(1, LossCurve.MOST)
                        .mapToObj(i -> point(10 * i))
                        .toList());
    }

    @Test
    void aMillionStepsTakeAsMuchRoomInACheckpointAsFiftyThousand() {
        for (int every : new int[] {1, 10}) {
            List<TrainingHistory.Point> points = thinned(every, MILLION);
            assertThat(points).hasSizeBetween(LossCurve.MOST / 2, LossCurve.MOST);
            byte[] file = CheckpointManifest.FORMAT.seal(new CheckpointManifest(
                    CheckpointManifest.FORMAT.version(),
                    "fingerprint",
                    1,
                    MILLION,
                    0,
                    MILLION,
                    1,
                    new TrainingHistory(points, List.of()),
                    Map.of()));
            assertThat(file.length).isLessThan(LossCurve.MOST * 300);
        }
    }

    @Test
    void theNewestPointsAreWholeAndTheOlderOnesAreEvenAndAddUpToAll() {
        List<TrainingHistory.Point> points = thinned(10, MILLION);
        int kept = points.size() - LossCurve.NEWEST;
        assertThat(points.subList(kept, points.size()))
                .isEqualTo(IntStream.rangeClosed(MILLION / 10 - LossCurve.NEWEST + 1, MILLION / 10)
                        .mapToObj(i -> point(10 * i))
                        .toList());
        assertThat(points.stream().mapToLong(TrainingHistory.Point::tokens).sum())
                .isEqualTo(500L * MILLION / 10);
        TrainingHistory history = new TrainingHistory(points, List.of());
        assertThat(history.tokensPerSecond()).isCloseTo(1000, within(1e-6));
        assertThat(history.waitingShare()).isCloseTo(0.25, within(1e-9));
        int before = 0;
        for (TrainingHistory.Point point : points) {
            assertThat(point.globalStep() - before).isPositive().isLessThanOrEqualTo(MILLION / 500);
            assertThat(point.loss()).isBetween(loss(point.globalStep()), loss(before));
            before = point.globalStep();
        }
    }

    @Test
    void aRunThatGoesOnHasTheCurveOfOneThatNeverStopped() {
        List<TrainingHistory.Point> whole = thinned(1, 20_000);
        for (int stop : new int[] {1, LossCurve.MOST, LossCurve.MOST + 1, 9_999}) {
            LossCurve resumed = new LossCurve(thinned(1, stop));
            IntStream.rangeClosed(stop + 1, 20_000).forEach(step -> resumed.add(point(step)));
            assertThat(resumed.points()).isEqualTo(whole);
        }
    }

    @Test
    void aPointWithoutALossHidesNoneOfItsNeighbours() {
        List<TrainingHistory.Point> start = new ArrayList<>();
        for (int step = 1; step <= 2 * LossCurve.MOST; step++) {
            start.add(step % 2 == 0 ? point(step) : new TrainingHistory.Point(step, Double.NaN, 1e-3, 1, 0, 0, 0.5, 0));
        }
        List<TrainingHistory.Point> points = new LossCurve(start).points();
        assertThat(points.subList(0, points.size() - LossCurve.NEWEST))
                .allSatisfy(point -> assertThat(point.loss()).isBetween(2.0, 10.0));
    }
}
