package io.joyul.train;

import java.util.List;

/** Takes from a run's history what has come to its curve since the last time, so that each entry is told once. */
public final class CurveFeed {
    private final double clipNorm;
    private double seconds;
    private int toldStep;
    private int toldEpochs;

    /**
     * What has come.
     *
     * @param points of the loss curve
     * @param entries of these and of the epochs, as a log tells them
     */
    public record News(List<TrainingHistory.Point> points, List<LogEntry> entries) {
        public News {
            points = List.copyOf(points);
            entries = List.copyOf(entries);
        }
    }

    /**
     * @param start where the run goes on from, all of which has been told
     * @param clipNorm what the gradient's norm is held to; 0: never clipped
     */
    public CurveFeed(TrainingHistory start, double clipNorm) {
        this.clipNorm = clipNorm;
        // One after the other, for the very bits that a run has which never stopped.
        start.points().forEach(point -> seconds += point.seconds());
        this.toldStep = start.lastStep();
        this.toldEpochs = start.epochs().size();
    }

    /** A point that was logged. */
    public News point(TrainingHistory.Point logged) {
        return tell(List.of(logged), List.of());
    }

    /** A checkpoint may have closed a point of its own, and ended an epoch. */
    public News checkpoint(TrainingHistory all) {
        int first = all.points().size();
        while (first > 0 && all.points().get(first - 1).globalStep() > toldStep) {
            first--;
        }
        News news = tell(
                all.points().subList(first, all.points().size()),
                all.epochs().subList(toldEpochs, all.epochs().size()));
        toldEpochs = all.epochs().size();
        return news;
    }

    private News tell(List<TrainingHistory.Point> points, List<TrainingHistory.Epoch> epochs) {
        List<LogEntry> entries = LogEntry.of(new TrainingHistory(points, epochs), clipNorm, seconds);
        for (TrainingHistory.Point point : points) {
            seconds += point.seconds();
            toldStep = point.globalStep();
        }
        return new News(points, entries);
    }
}
