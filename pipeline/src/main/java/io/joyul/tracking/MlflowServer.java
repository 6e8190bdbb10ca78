package io.joyul.tracking;

import io.joyul.storage.Storage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.api.proto.Service.ViewType;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowClientException;
import org.mlflow.tracking.MlflowHttpException;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;

/** An MLflow tracking server, by MLflow's own client. A run of ours is found again by the tag {@code joyul.run}. */
public final class MlflowServer implements TrackingServer {
    private static final String KEY = "joyul.run";
    private static final String PARENT = "mlflow.parentRunId";
    private static final String NAME = "mlflow.runName";
    /** Of what a server takes in one request. */
    private static final int PARAMETERS = 100;

    private static final int VALUE_LENGTH = 6000;
    private static final int TAG_LENGTH = 5000;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TIMEOUT = 408;
    private static final int TOO_MANY = 429;

    private final MlflowTarget target;
    private final MlflowClient client;
    private final MlflowArtifacts artifacts;
    private final Map<String, RunInfo> runs = new HashMap<>();
    private Optional<String> experiment = Optional.empty();

    /** @param token bearer token or {@code user:password}; empty: none is sent */
    public MlflowServer(MlflowTarget target, Optional<String> token, Storage storage) {
        this.target = target;
        this.client = new MlflowClient(credentials(target.url(), token));
        this.artifacts = new MlflowArtifacts(target.url(), token, storage, Duration.ofSeconds(target.timeoutSeconds()));
    }

    private static BasicMlflowHostCreds credentials(String url, Optional<String> token) {
        if (token.isEmpty()) {
            return new BasicMlflowHostCreds(url);
        }
        int colon = token.get().indexOf(':');
        return colon < 0
                ? new BasicMlflowHostCreds(url, token.get())
                : new BasicMlflowHostCreds(
                        url, token.get().substring(0, colon), token.get().substring(colon + 1));
    }

    @Override
    public void tell(List<TrackingEvent> events) throws UnavailableException, RefusedException {
        try {
            send(events);
        } catch (MlflowHttpException e) {
            throw failure(e.getStatusCode(), target.url() + ": " + e.getStatusCode() + " " + reason(e), e);
        } catch (MlflowClientException e) {
            throw new UnavailableException(target.url() + ": " + reason(e), e);
        }
    }

    private void send(List<TrackingEvent> together) throws UnavailableException, RefusedException {
        TrackingEvent first = together.get(0);
        if (first instanceof TrackingEvent.Began began) {
            begin(began);
        } else if (first instanceof TrackingEvent.Parameters parameters) {
            List<Param> all = new ArrayList<>();
            parameters
                    .values()
                    .forEach((key, value) -> all.add(Param.newBuilder()
                            .setKey(key)
                            .setValue(cut(value, VALUE_LENGTH))
                            .build()));
            for (int from = 0; from < all.size(); from += PARAMETERS) {
                client.logBatch(
                        id(first.run()),
                        List.of(),
                        all.subList(from, Math.min(all.size(), from + PARAMETERS)),
                        List.of());
            }
        } else if (first instanceof TrackingEvent.Figures) {
            List<Metric> metrics = metrics(together);
            if (!metrics.isEmpty()) {
                client.logBatch(id(first.run()), metrics, List.of(), List.of());
            }
        } else if (first instanceof TrackingEvent.Tags tags) {
            List<RunTag> all = new ArrayList<>();
            tags.values().forEach((key, value) -> all.add(tag(key, cut(value, TAG_LENGTH))));
            client.logBatch(id(first.run()), List.of(), List.of(), all);
        } else if (first instanceof TrackingEvent.Artifact artifact) {
            artifacts.put(run(first.run()).getArtifactUri(), artifact);
        } else if (first instanceof TrackingEvent.Ended ended) {
            client.setTerminated(id(first.run()), status(ended.status()), ended.millis());
        }
    }

    private void begin(TrackingEvent.Began began) {
        Optional<RunInfo> earlier = find(began.run());
        runs.put(began.run(), earlier.orElseGet(() -> create(began)));
        // One that was over goes on. The client's own call for that would end it in 1970.
        earlier.ifPresent(run ->
                client.sendPost("runs/update", "{\"run_id\": \"" + run.getRunId() + "\", \"status\": \"RUNNING\"}"));
    }

    private static List<Metric> metrics(List<TrackingEvent> together) {
        List<Metric> metrics = new ArrayList<>();
        for (TrackingEvent event : together) {
            TrackingEvent.Figures figures = (TrackingEvent.Figures) event;
            figures.values()
                    .forEach((key, value) -> metrics.add(Metric.newBuilder()
                            .setKey(key)
                            .setValue(value)
                            .setTimestamp(figures.millis())
                            .setStep(figures.step())
                            .build()));
        }
        return metrics;
    }

    private static RunStatus status(TrackingEvent.Status status) {
        return switch (status) {
            case FINISHED -> RunStatus.FINISHED;
            case FAILED -> RunStatus.FAILED;
            case KILLED -> RunStatus.KILLED;
        };
    }

    private RunInfo create(TrackingEvent.Began began) {
        CreateRun.Builder run = CreateRun.newBuilder()
                .setExperimentId(experiment())
                .setStartTime(began.millis())
                .setRunName(began.name())
                .addTags(tag(KEY, began.run()))
                .addTags(tag(NAME, began.name()));
        if (!began.parent().isEmpty()) {
            run.addTags(tag(PARENT, id(began.parent())));
        }
        return client.createRun(run.build());
    }

    private static RunTag tag(String key, String value) {
        return RunTag.newBuilder().setKey(key).setValue(value).build();
    }

    private String id(String key) {
        return run(key).getRunId();
    }

    private RunInfo run(String key) {
        return runs.computeIfAbsent(
                key,
                sought -> find(sought)
                        .orElseThrow(() -> new MlflowHttpException(
                                404, "Not Found", "the run " + sought + " was deleted there, or never begun")));
    }

    private Optional<RunInfo> find(String key) {
        return client
                .searchRuns(List.of(experiment()), "tags." + "`" + KEY + "` = '" + key + "'", ViewType.ACTIVE_ONLY)
                .stream()
                .findFirst();
    }

    private String experiment() {
        if (experiment.isEmpty()) {
            String id = client.getExperimentByName(target.experiment())
                    .map(Experiment::getExperimentId)
                    .orElseGet(() -> client.createExperiment(target.experiment()));
            experiment = Optional.of(id);
        }
        return experiment.get();
    }

    /**
     * What a status other than success means: who may not be let in, or comes too often, may be welcome later; what is
     * malformed never is.
     *
     * @return when it may be taken later
     * @throws RefusedException when it never will
     */
    static UnavailableException failure(int status, String told, Throwable cause) throws RefusedException {
        boolean later = status >= 500
                || status == UNAUTHORIZED
                || status == FORBIDDEN
                || status == TIMEOUT
                || status == TOO_MANY;
        if (!later) {
            throw new RefusedException(told, cause);
        }
        return new UnavailableException(told, cause);
    }

    static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
        return cut(message.isEmpty() ? root.getClass().getSimpleName() : message, 300);
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }

    @Override
    public void close() {
        client.close();
    }
}
