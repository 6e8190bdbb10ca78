package io.joyul.job;

import io.joyul.config.RunConfig;
import io.joyul.config.TrackingConfig;
import io.joyul.digest.Sha256;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.evaluate.ClassificationResult;
import io.joyul.stage.Workspace;
import io.joyul.storage.Storage;
import io.joyul.tracking.MlflowServer;
import io.joyul.tracking.MlflowTarget;
import io.joyul.tracking.Tracker;
import io.joyul.tracking.TrackingEvent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Opens the tracking server that a run file names; and what runs and sweeps tell alike. */
final class Trackers {
    private Trackers() {}

    /**
     * Begins to tell, or goes on; empty where the run file names no server.
     *
     * @param name of the experiment where the run file has none
     * @param asked what was asked for, in full: anything else is another run; not called where there is no server, since
     *     it may look at all input
     * @throws JoyulException {@code CONFIG_INVALID} when there is no token where the run file says
     */
    static Optional<Tracker> begin(
            RunConfig config,
            String name,
            Storage storage,
            Workspace workspace,
            Supplier<String> asked,
            Consumer<String> notes) {
        return switch (config.tracking().kind()) {
            case NONE -> Optional.empty();
            case MLFLOW -> {
                MlflowTarget target = target(config.tracking(), name);
                Optional<String> token = token(target, storage, System.getenv());
                String of = Sha256.of((asked.get() + Version.joyul()).getBytes(StandardCharsets.UTF_8));
                yield Optional.of(new Tracker(
                        storage,
                        workspace.tracking(),
                        of,
                        target,
                        () -> new MlflowServer(target, token, storage),
                        notes));
            }
        };
    }

    private static MlflowTarget target(TrackingConfig tracking, String name) {
        String url = tracking.url().orElseThrow();
        return new MlflowTarget(
                url.endsWith("/") ? url.substring(0, url.length() - 1) : url,
                tracking.experiment().orElse(name),
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

    /** How a run or a sweep has ended. */
    static TrackingEvent.Status status(boolean succeeded) {
        if (succeeded) {
            return TrackingEvent.Status.FINISHED;
        }
        return Ending.hasBegun() ? TrackingEvent.Status.KILLED : TrackingEvent.Status.FAILED;
    }

    /** Where and on what a run works. */
    static Map<String, String> tags(RunConfig config, Workspace workspace) {
        return Map.of(
                "joyul.version", Version.joyul(),
                "joyul.output", workspace.root(),
                "spark.version", Version.spark(),
                "spark.master", Sessions.master(config),
                "mlflow.source.name", "joyul");
    }

    /** What an evaluation found. */
    static Map<String, Double> figures(ClassificationResult result) {
        return Map.of(
                "evaluate/accuracy", result.accuracy().estimate(),
                "evaluate/accuracy-low", result.accuracy().low(),
                "evaluate/accuracy-high", result.accuracy().high(),
                "evaluate/macro-f1", result.macroF1().estimate(),
                "evaluate/log-loss", result.logLoss(),
                "evaluate/calibration-error", result.expectedCalibrationError());
    }
}
