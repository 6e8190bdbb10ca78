package io.joyul.job;

import io.joyul.config.ResolvedRunFile;
import io.joyul.config.RunConfig;
import io.joyul.error.JoyulException;
import io.joyul.stage.Progress;
import io.joyul.stage.Workspace;
import io.joyul.storage.Storage;
import io.joyul.tracking.TrackedRun;
import io.joyul.tracking.Tracker;
import io.joyul.train.LogEntry;
import io.joyul.train.TrainingResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What the tracking server that a run file names is told of the run's stages. */
final class RunTracking implements Progress, AutoCloseable {
    private final RunConfig config;
    private final Workspace workspace;
    private final Storage storage;
    private final Tracker tracker;
    private final TrackedRun run;
    private boolean succeeded;

    private RunTracking(RunPlan plan, Tracker tracker) {
        this.config = plan.config();
        this.workspace = plan.workspace();
        this.storage = plan.storage();
        this.tracker = tracker;
        this.run = tracker.run(config.name(), "");
    }

    /**
     * Begins to tell, or goes on; empty where the run file names no server.
     *
     * @throws JoyulException {@code CONFIG_INVALID} when there is no token where the run file says
     */
    static Optional<RunTracking> begin(RunPlan plan, Consumer<String> notes) {
        RunConfig config = plan.config();
        return Trackers.begin(config, config.name(), plan.storage(), plan.workspace(), () -> asked(plan), notes)
                .map(tracker -> {
                    RunTracking told = new RunTracking(plan, tracker);
                    told.describe();
                    return told;
                });
    }

    /** Over other data all stages are done again, and what they come to is told from the beginning. */
    private static String asked(RunPlan plan) {
        return ResolvedRunFile.text(plan.config())
                + plan.evaluate().fingerprint().text();
    }

    private void describe() {
        run.parameters(ResolvedRunFile.flat(config));
        run.tags(Trackers.tags(config, workspace));
    }

    @Override
    public void begin(String stage, String detail) {
        run.tags(Map.of("joyul.stage", stage));
    }

    @Override
    public void update(double done, String detail) {}

    @Override
    public void end(String summary) {}

    @Override
    public void note(String line) {}

    @Override
    public void curve(String stage, List<LogEntry> entries) {
        run.curve(stage, entries);
    }

    /** A training stage is over, now or in an earlier run; what was missed of its curve is told now. */
    void trained(String stage, TrainingResult result) {
        run.curve(stage, LogEntry.of(result.history(), config.training().clipNorm()));
        Map<String, Double> figures = new TreeMap<>();
        figures.put(stage + "/mean-tokens-per-second", result.history().tokensPerSecond());
        figures.put(stage + "/waiting-share", result.history().waitingShare());
        run.figures(stage + "/summary", result.globalStep(), figures);
    }

    void evaluated(Evaluation evaluation) {
        run.figures(RunPlan.EVALUATE, 0, Trackers.figures(evaluation.tuned()));
    }

    /** The report's files and the complete run file. */
    void reported() {
        if (config.tracking().artifacts()) {
            for (Storage.Entry file : storage.list(workspace.report())) {
                run.artifact(file.path(), "report");
            }
        }
    }

    /** All went well; without this a run that is closed has failed. */
    void succeed() {
        succeeded = true;
    }

    @Override
    public void close() {
        run.end(Trackers.status(succeeded));
        tracker.close();
    }
}
