package io.joyul.tracking;

import io.joyul.error.ErrorCode;
import io.joyul.error.ErrorKind;
import io.joyul.error.JoyulException;
import io.joyul.http.TimedExchange;
import io.joyul.storage.Storage;
import io.joyul.tracking.TrackingServer.RefusedException;
import io.joyul.tracking.TrackingServer.UnavailableException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Puts files among a run's artefacts: through the server where it keeps them itself ({@code mlflow-artifacts:}), else into
 * the store that it names. MLflow's Java client would start a Python for that.
 *
 * @see <a href="https://mlflow.org/docs/latest/self-hosting/architecture/artifact-store/">MLflow's artefact stores</a>
 */
final class MlflowArtifacts {
    private static final String PROXIED = "mlflow-artifacts";
    private static final int OK_BELOW = 300;

    private final String url;
    private final Optional<String> token;
    private final Storage storage;
    private final Duration timeout;

    MlflowArtifacts(String url, Optional<String> token, Storage storage, Duration timeout) {
        this.url = url;
        this.token = token;
        this.storage = storage;
        this.timeout = timeout;
    }

    /** @param root the artefacts' place, as the server names it */
    void put(String root, TrackingEvent.Artifact artifact) throws UnavailableException, RefusedException {
        String name = artifact.path().substring(artifact.path().lastIndexOf('/') + 1);
        String below = artifact.folder().isEmpty() ? name : artifact.folder() + "/" + name;
        URI place = URI.create(root);
        try {
            byte[] content = storage.read(artifact.path());
            if (PROXIED.equals(place.getScheme())) {
                upload(place.getPath() + "/" + below, content);
            } else {
                storage.writeAtomically(Storage.child(hadoop(root), below), content);
            }
        } catch (JoyulException e) {
            String told = artifact.path() + ": " + e.getMessage();
            if (e.code().kind() == ErrorKind.RESOURCE && !isOutOfReach(place, e)) {
                throw new UnavailableException(told, e);
            }
            // Such as a report that was removed meanwhile: not a reason to stop here.
            throw new RefusedException(told, e);
        } catch (IOException e) {
            throw new UnavailableException(url + ": " + MlflowServer.reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException(url + ": interrupted", e);
        }
    }

    /** Whether only the server gets there: its own disk. */
    private static boolean isOutOfReach(URI place, JoyulException e) {
        boolean onDisk = place.getScheme() == null || place.getScheme().equals("file");
        return onDisk && e.code() == ErrorCode.STORAGE_FAILED;
    }

    /** Hadoop's name of a store that MLflow calls {@code s3}. */
    private static String hadoop(String root) {
        return root.startsWith("s3://") ? "s3a" + root.substring("s3".length()) : root;
    }

    private void upload(String path, byte[] content)
            throws IOException, InterruptedException, UnavailableException, RefusedException {
        String encoded = Arrays.stream(path.split("/", -1))
                .filter(part -> !part.isEmpty())
                .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/"));
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(url + "/api/2.0/mlflow-artifacts/artifacts/" + encoded))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content));
        token.ifPresent(secret -> request.header("Authorization", authorization(secret)));
        HttpResponse<String> answer = new TimedExchange(HttpClient.newHttpClient(), timeout)
                .send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= OK_BELOW) {
            throw MlflowServer.failure(
                    answer.statusCode(),
                    url + ": " + answer.statusCode() + " for the artefact " + path,
                    new IOException(answer.body()));
        }
    }

    private static String authorization(String secret) {
        return secret.contains(":")
                ? "Basic " + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8))
                : "Bearer " + secret;
    }
}
