package io.joyul.train;

import java.util.ArrayList;
import java.util.List;

/**
 * The points of a loss curve, at most {@value #MOST} however long the run is, for every checkpoint holds them. When there
 * are more, the newest {@value #NEWEST} stay as they are, and neighbours among the older ones are made one, so that all
 * cover about as many steps each. A point that stands for several has their tokens and seconds added up and the mean of
 * their losses. What becomes of a curve depends on its points alone, so a run that goes on has the one of a run that never
 * stopped.
 */
final class LossCurve {
    static final int MOST = 4096;
    static final int NEWEST = 1024;

    /** That the older points are thinned to, at most twice: two neighbours together are longer than a share. */
    private static final int SHARES = 1024;

    private List<TrainingHistory.Point> points;

    /** The curve that a run goes on with. */
    LossCurve(List<TrainingHistory.Point> start) {
        points = new ArrayList<>(start);
        thinOut();
    }

    void add(TrainingHistory.Point point) {
        points.add(point);
        thinOut();
    }

    List<TrainingHistory.Point> points() {
        return List.copyOf(points);
    }

    private void thinOut() {
        if (points.size() <= MOST) {
            return;
        }
        List<TrainingHistory.Point> older = points.subList(0, points.size() - NEWEST);
        double share = (double) older.get(older.size() - 1).globalStep() / SHARES;
        List<TrainingHistory.Point> thinned = new ArrayList<>();
        int from = 0;
        int begin = 0;
        for (int i = 1; i < older.size(); i++) {
            if (older.get(i).globalStep() - begin > share) {
                thinned.add(join(older.subList(from, i)));
                from = i;
                begin = older.get(i - 1).globalStep();
            }
        }
        thinned.add(join(older.subList(from, older.size())));
        thinned.addAll(points.subList(older.size(), points.size()));
        points = thinned;
    }

    private static TrainingHistory.Point join(List<TrainingHistory.Point> neighbours) {
        TrainingHistory.Point last = neighbours.get(neighbours.size() - 1);
        if (neighbours.size() == 1) {
            return last;
        }
        double losses = 0;
        double counted = 0;
        double noise = 0;
        int noisy = 0;
        long tokens = 0;
        double seconds = 0;
        double waited = 0;
        for (TrainingHistory.Point point : neighbours) {
            // A point all of whose steps were left out has no loss.
            if (Double.isFinite(point.loss())) {
                losses += point.loss() * Math.max(1, point.tokens());
                counted += Math.max(1, point.tokens());
            }
            if (point.noiseScale() > 0) {
                noise += point.noiseScale();
                noisy++;
            }
            tokens += point.tokens();
            seconds += point.seconds();
            waited += point.waited();
        }
        return new TrainingHistory.Point(
                last.globalStep(),
                counted == 0 ? Double.NaN : losses / counted,
                last.learningRate(),
                last.gradientNorm(),
                noisy == 0 ? 0 : noise / noisy,
                tokens,
                seconds,
                waited);
    }
}
