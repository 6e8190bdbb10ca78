package io.joyul.tracking;

import io.joyul.tracking.TrackingEvent.Status;
import io.joyul.train.LogEntry;
import io.joyul.train.LogEntry.Figure;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One run on the tracking server. Nothing here waits or fails; calls may come from any thread. */
public final class TrackedRun {
    /** Between the key of a run and what tells a nested one from its siblings. */
    static final String CHILD = "-";

    private final Tracker tracker;
    private final String key;
    private final Map<String, Integer> told;

    TrackedRun(Tracker tracker, String key, String name, String parent, Map<String, Integer> told) {
        this.tracker = tracker;
        this.key = key;
        this.told = new HashMap<>(told);
        tracker.tell(new TrackingEvent.Began(key, parent, name, System.currentTimeMillis()));
    }

    /**
     * A run nested in this one, such as a trial of a sweep.
     *
     * @param child tells it from its siblings, and finds it again when the sweep goes on
     */
    public synchronized TrackedRun child(String child, String name) {
        Map<String, Integer> ofChild = new HashMap<>();
        String prefix = TrackingState.curveOf(child, "");
        told.forEach((curve, step) -> {
            if (curve.startsWith(prefix)) {
                ofChild.put(curve.substring(prefix.length()), step);
            }
        });
        return new TrackedRun(tracker, key + CHILD + child, name, key, ofChild);
    }

    /** Whether an earlier process has told of a nested run's curve up to this step. */
    public synchronized boolean hasTold(String child, String curve, int step) {
        return told.getOrDefault(TrackingState.curveOf(child, curve), -1) >= step;
    }

    /** What the run was asked for; keys may hold letters, digits and {@code _-./}. */
    public void parameters(Map<String, String> values) {
        Map<String, String> named = new TreeMap<>();
        values.forEach((name, value) -> named.put(name.replaceAll("[^\\w\\-. /]", "_"), value));
        tracker.tell(new TrackingEvent.Parameters(key, named));
    }

    /** What may change. */
    public void tags(Map<String, String> values) {
        tracker.tell(new TrackingEvent.Tags(key, values));
    }

    /**
     * Goes on with the curves of a stage: {@code STAGE/loss}, {@code STAGE/dev-loss} and so on. What was told before is
     * passed over, so the whole history may be given again after a resumed stage.
     */
    public void curve(String stage, List<LogEntry> entries) {
        for (LogEntry entry : entries) {
            String curve = entry.figures().containsKey(Figure.DEV_LOSS) ? stage + "/dev" : stage;
            Map<String, Double> values = new HashMap<>();
            entry.figures()
                    .forEach((figure, value) -> values.put(
                            stage + "/" + figure.name().toLowerCase(Locale.ROOT).replace('_', '-'), value));
            figures(curve, entry.globalStep(), values);
        }
    }

    /**
     * A point of a curve of another name, or figures that come once; passed over where that step was told before.
     *
     * @param curve whose points come in the order of their steps
     */
    public synchronized void figures(String curve, int step, Map<String, Double> values) {
        if (step <= told.getOrDefault(curve, -1)) {
            return;
        }
        told.put(curve, step);
        Map<String, Double> finite = new TreeMap<>(values);
        finite.values().removeIf(value -> !Double.isFinite(value));
        tracker.tell(new TrackingEvent.Figures(key, curve, System.currentTimeMillis(), step, finite));
    }

    /**
     * Keeps a file beside the run.
     *
     * @param path on any file system; it is read when it is sent
     * @param folder among the run's artefacts; empty: at their root
     */
    public void artifact(String path, String folder) {
        tracker.tell(new TrackingEvent.Artifact(key, path, folder));
    }

    /** The run is over. */
    public void end(Status status) {
        tracker.tell(new TrackingEvent.Ended(key, status, System.currentTimeMillis()));
    }
}
