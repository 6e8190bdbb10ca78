package io.joyul.job;

import io.joyul.config.ResolvedRunFile;
import io.joyul.config.RunConfig;
import io.joyul.config.SweepConfig;
import io.joyul.evaluate.ClassificationResult;
import io.joyul.stage.Progress;
import io.joyul.stage.Workspace;
import io.joyul.storage.Storage;
import io.joyul.sweep.Assignment;
import io.joyul.sweep.Conductor;
import io.joyul.sweep.Cost;
import io.joyul.sweep.Dimension;
import io.joyul.sweep.Measure;
import io.joyul.sweep.Retraining;
import io.joyul.sweep.Space;
import io.joyul.sweep.Trial;
import io.joyul.tracking.TrackedRun;
import io.joyul.tracking.Tracker;
import io.joyul.tracking.TrackingEvent.Status;
import io.joyul.train.LogEntry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the tracking server that a sweep's run file names is told: a run of the sweep, and nested in it one of each trial,
 * with what the trial sets, its curve, its score and its cost. A sweep that goes on tells only what is new.
 */
final class SweepTracking implements Progress, AutoCloseable {
    private static final String STAGE = "train";
    private static final String SCORE = "score";
    private static final String COST = "cost";
    /** Has no figures; tells the next driver that the server knows of a paused trial that the sweep was over. */
    private static final String LEFT = "left";

    private final Conductor conductor;
    private final Tracker tracker;
    private final TrackedRun run;
    private final Map<String, TrackedRun> nested = new HashMap<>();
    private final Set<String> described = new HashSet<>();
    /** Of the nested ones; absent while they are at work. */
    private final Map<String, Status> ended = new HashMap<>();

    private boolean succeeded;

    private SweepTracking(String name, Conductor conductor, Tracker tracker) {
        this.conductor = conductor;
        this.tracker = tracker;
        this.run = tracker.run(name, "");
    }

    /** Begins to tell, or goes on; empty where the run file names no server. */
    static Optional<SweepTracking> begin(
            SweepConfig sweep,
            RunConfig base,
            Space space,
            Conductor conductor,
            Storage storage,
            Consumer<String> notes) {
        Workspace place = new Workspace(storage.absolute(sweep.output()));
        Supplier<String> asked = () -> ResolvedRunFile.text(base) + ResolvedRunFile.sectionText(sweep);
        return Trackers.begin(base, sweep.name(), storage, place, asked, notes).map(tracker -> {
            SweepTracking told = new SweepTracking(sweep.name(), conductor, tracker);
            told.run.parameters(parameters(sweep, base, space));
            told.run.tags(Trackers.tags(base, place));
            return told;
        });
    }

    /** Of the run file what no trial sets, and what the sweep file asks for. */
    private static Map<String, String> parameters(SweepConfig sweep, RunConfig base, Space space) {
        Map<String, String> parameters = new TreeMap<>(ResolvedRunFile.flat(base));
        for (Dimension dimension : space.dimensions()) {
            parameters.remove(dimension.key());
            parameters.put("space." + dimension.key(), dimension.toString());
        }
        ResolvedRunFile.flat(sweep).forEach((key, value) -> {
            if (!key.startsWith("space.")) {
                parameters.put("sweep." + key, value);
            }
        });
        return parameters;
    }

    @Override
    public void begin(String stage, String detail) {
        tell();
    }

    @Override
    public void update(double done, String detail) {
        tell();
    }

    @Override
    public void end(String summary) {
        tell();
    }

    @Override
    public void note(String line) {}

    /** Of a trial's stage, of a retraining's, or of one that all trials have in common. */
    @Override
    public synchronized void curve(String stage, List<LogEntry> entries) {
        if (SweepBench.isOfATrial(stage)) {
            nested(stage).curve(STAGE, entries);
        } else {
            run.curve(stage, entries);
        }
    }

    /** Whatever has happened since the last time. */
    private synchronized void tell() {
        conductor.trials().forEach(this::tell);
        conductor.retrainings().forEach(this::tell);
        conductor.bestOverTime().forEach(best -> run.figures(SCORE, best.before(), Map.of("best-score", best.score())));
    }

    private void tell(Trial trial) {
        String name = SweepBench.trialName(trial.number());
        int steps = (int) trial.cost().steps();
        boolean working = trial.status() == Trial.Status.RUNNING;
        // One that pauses is ended by the driver that ends the sweep, which an earlier one may not have lived to be.
        String last = trial.status() == Trial.Status.PAUSED ? LEFT : COST;
        if (!nested.containsKey(name) && !working && run.hasTold(name, last, steps)) {
            return;
        }
        // Its curve may have come first.
        if (described.add(name)) {
            nested(name).parameters(trial.point().values());
            if (trial.parent() != Assignment.NONE) {
                nested(name).tags(Map.of("joyul.parent", SweepBench.trialName(trial.parent())));
            }
        }
        TrackedRun told = nested(name);
        trial.curve().forEach(measure -> tell(told, measure));
        if (trial.budget() > 0) {
            told.figures(SCORE, trial.budget(), Map.of(SCORE, trial.score()));
        }
        switch (trial.status()) {
            // One that has paused may go on.
            case RUNNING, PAUSED -> ended.remove(name);
            case STOPPED -> end(name, Status.KILLED);
            case DONE -> end(name, Status.FINISHED);
            case FAILED -> {
                told.tags(Map.of("joyul.error", trial.error()));
                end(name, Status.FAILED);
            }
        }
        if (!working) {
            tell(told, trial.cost());
        }
    }

    private void tell(Retraining retraining) {
        String name = SweepBench.retrainingName(retraining.trial(), retraining.seed());
        // One that was lost is tried again.
        if (retraining.lost()
                || ended.containsKey(name)
                || run.hasTold(name, COST, (int) retraining.cost().steps())) {
            return;
        }
        Map<String, String> parameters =
                new TreeMap<>(conductor.trial(retraining.trial()).point().values());
        parameters.put("seed", Long.toString(retraining.seed()));
        TrackedRun told = nested(name);
        told.parameters(parameters);
        if (retraining.hasFailed()) {
            told.tags(Map.of("joyul.error", retraining.error()));
            end(name, Status.FAILED);
        } else {
            tell(told, retraining.measure());
            end(name, Status.FINISHED);
        }
        tell(told, retraining.cost());
    }

    private static void tell(TrackedRun told, Measure measure) {
        told.figures(
                STAGE + "/dev",
                measure.globalStep(),
                Map.of(STAGE + "/dev-loss", measure.devLoss(), STAGE + "/dev-accuracy", measure.accuracy()));
    }

    /** Said last: whoever goes on after a crash takes it as the sign that all else was told. */
    private static void tell(TrackedRun told, Cost cost) {
        told.figures(
                COST,
                (int) cost.steps(),
                Map.of("seconds", cost.seconds(), "slot-seconds", cost.slotSeconds(), "tokens", (double)
                        cost.tokens()));
    }

    private TrackedRun nested(String name) {
        return nested.computeIfAbsent(name, absent -> run.child(name, name));
    }

    private void end(String name, Status how) {
        if (how != ended.put(name, how)) {
            nested(name).end(how);
        }
    }

    /** What the best trial is worth on rows that none was chosen by. */
    void evaluated(ClassificationResult result) {
        run.figures(RunPlan.EVALUATE, 0, Trackers.figures(result));
    }

    /** The report's files. */
    void reported(Storage storage, String folder) {
        for (Storage.Entry file : storage.list(folder)) {
            if (!file.folder()) {
                run.artifact(file.path(), "report");
            }
        }
    }

    /** All went well; without this a sweep that is closed has failed. */
    void succeed() {
        succeeded = true;
    }

    /** Those that still pause, or were at work when the sweep ended, were ended with it. */
    @Override
    public void close() {
        tell();
        synchronized (this) {
            for (Trial trial : conductor.trials()) {
                String name = SweepBench.trialName(trial.number());
                if (trial.status() == Trial.Status.PAUSED && nested.containsKey(name)) {
                    nested(name).figures(LEFT, (int) trial.cost().steps(), Map.of());
                }
            }
            List.copyOf(nested.keySet()).forEach(name -> {
                if (!ended.containsKey(name)) {
                    end(name, Status.KILLED);
                }
            });
        }
        run.end(Trackers.status(succeeded));
        tracker.close();
    }
}
