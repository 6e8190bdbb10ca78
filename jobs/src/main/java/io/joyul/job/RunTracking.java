package io.joyul.job;

import io.joyul.config.ResolvedRunFile;
import io.joyul.config.RunConfig;
import io.joyul.config.TrackingConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.evaluate.ClassificationResult;
import io.joyul.stage.Progress;
import io.joyul.stage.Workspace;
import io.joyul.storage.Sha256;
import io.joyul.storage.Storage;
import io.joyul.tracking.MlflowServer;
import io.joyul.tracking.MlflowTarget;
import io.joyul.tracking.TrackedRun;
import io.joyul.tracking.Tracker;
import io.joyul.tracking.TrackingEvent;
import io.joyul.train.LogEntry;
import io.joyul.train.TrainingResult;
import java.nio.charset.StandardCharsets;
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
    private TrackingEvent.Status status = TrackingEvent.Status.FAILED;

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
        TrackingConfig tracking = plan.config().tracking();
        return switch (tracking.kind()) {
            case NONE -> Optional.empty();
            case MLFLOW -> {
                MlflowTarget target = target(plan.config());
                Optional<String> token = token(target, plan.storage(), System.getenv());
                String resolved = ResolvedRunFile.text(plan.config()) + Version.joyul();
                Tracker tracker = new Tracker(
                        plan.storage(),
                        plan.workspace().tracking(),
                        Sha256.of(resolved.getBytes(StandardCharsets.UTF_8)),
                        target,
                        () -> new MlflowServer(target, token, plan.storage()),
                        notes);
                RunTracking told = new RunTracking(plan, tracker);
                told.describe();
                yield Optional.of(told);
            }
        };
    }

    private static MlflowTarget target(RunConfig config) {
        TrackingConfig tracking = config.tracking();
        String url = tracking.url().orElseThrow();
        return new MlflowTarget(
                url.endsWith("/") ? url.substring(0, url.length() - 1) : url,
                tracking.experiment().orElse(config.name()),
                tracking.tokenVariable().orElse(""),
                tracking.timeoutSeconds());
    }

    /** What opens the server; never part of a message. */
    static Optional<String> token(MlflowTarget target, Storage storage, Map<String, String> environment) {
        Optional<String> token = target.token(environment, storage.secret(MlflowTarget.CREDENTIAL));
        if (token.isEmpty() && !target.tokenVariable().isEmpty()) {
            throw new JoyulException(
                    ErrorCode.CONFIG_INVALID,
                    "tracking.token-variable: the environment variable " + target.tokenVariable()
                            + " is not set; set it to the token of " + target.url() + ", or take token-variable out");
        }
        return token;
    }

    private void describe() {
        run.parameters(ResolvedRunFile.flat(config));
        run.tags(Map.of(
                "joyul.version", Version.joyul(),
                "joyul.output", workspace.root(),
                "spark.version", Version.spark(),
                "spark.master", Sessions.master(config),
                "mlflow.source.name", "joyul"));
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
        ClassificationResult tuned = evaluation.tuned();
        run.figures(
                RunPlan.EVALUATE,
                0,
                Map.of(
                        "evaluate/accuracy", tuned.accuracy().estimate(),
                        "evaluate/accuracy-low", tuned.accuracy().low(),
                        "evaluate/accuracy-high", tuned.accuracy().high(),
                        "evaluate/macro-f1", tuned.macroF1().estimate(),
                        "evaluate/log-loss", tuned.logLoss(),
                        "evaluate/calibration-error", tuned.expectedCalibrationError()));
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
        status = TrackingEvent.Status.FINISHED;
    }

    @Override
    public void close() {
        run.end(status);
        tracker.close();
    }
}
