package io.joyul.translate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.joyul.augment.Direction;
import io.joyul.augment.Translator;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.http.TimedExchange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks an HTTP endpoint, whose protocol the package's description gives. The texts of one call are one request. A failure
 * that may pass is tried again; the key is sent and never shown.
 */
public final class HttpTranslator implements Translator {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int SHOWN = 200;
    private static final long LONGEST_PAUSE_MILLIS = TimeUnit.MINUTES.toMillis(2);
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int REQUEST_TIMEOUT = 408;

    private final URI endpoint;
    private final @Nullable String key;
    private final Settings settings;
    private final RateLimit rate;
    private final TimedExchange exchange;

    /**
     * How patient it is.
     *
     * @param timeout for the connection and the whole answer together
     * @param retries times that a request is sent again
     * @param firstPause before the first of these; each further one is twice as long
     * @param requestsPerSecond at most, retries included
     */
    public record Settings(Duration timeout, int retries, Duration firstPause, double requestsPerSecond) {}

    /**
     * @param key sent as a bearer token; null where none is needed
     */
    public HttpTranslator(URI endpoint, @Nullable String key, Settings settings) {
        this.endpoint = endpoint;
        this.key = key;
        this.settings = settings;
        this.rate = new RateLimit(settings.requestsPerSecond());
        this.exchange = new TimedExchange(
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), settings.timeout());
    }

    /** What became of one request: translations, or what was wrong and how long to wait. */
    private record Answer(@Nullable List<Optional<String>> translations, String trouble, OptionalLong pauseMillis) {
        static Answer trouble(String trouble) {
            return new Answer(null, trouble, OptionalLong.empty());
        }
    }

    @Override
    public List<Optional<String>> translate(Direction direction, List<String> texts) {
        if (texts.isEmpty()) {
            return List.of();
        }
        HttpRequest request = request(direction, texts);
        long pause = settings.firstPause().toMillis();
        String trouble = "";
        for (int attempt = 0; attempt <= settings.retries(); attempt++) {
            Answer answer = send(request, texts.size());
            if (answer.translations() != null) {
                return answer.translations();
            }
            trouble = answer.trouble();
            if (attempt < settings.retries()) {
                sleep(Math.min(answer.pauseMillis().orElse(pause), LONGEST_PAUSE_MILLIS));
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        }
        throw new JoyulException(
                ErrorCode.TRANSLATOR_UNAVAILABLE,
                endpoint + ": gave no translation from " + direction + " in " + (settings.retries() + 1)
                        + " requests, the last of which ended with: " + trouble
                        + "; what it gave so far is kept, so run the same command again when it is well");
    }

    private HttpRequest request(Direction direction, List<String> texts) {
        byte[] body;
        try {
            body = MAPPER.writeValueAsBytes(
                    Map.of("source", direction.source(), "target", direction.target(), "texts", texts));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can be written as JSON", e);
        }
        HttpRequest.Builder builder = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/json; charset=utf-8")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (key != null) {
            builder.header("Authorization", "Bearer " + key);
        }
        return builder.build();
    }

    private Answer send(HttpRequest request, int wanted) {
        try {
            rate.await();
            HttpResponse<byte[]> response = exchange.send(request, HttpResponse.BodyHandlers.ofByteArray());
            int status = response.statusCode();
            if (status == 200) {
                return parse(response.body(), wanted);
            }
            String trouble = "status " + status + " " + shown(response.body());
            if (status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS || status >= 500) {
                return new Answer(null, trouble, retryAfter(response));
            }
            throw new JoyulException(
                    ErrorCode.TRANSLATOR_REFUSED,
                    endpoint + ": refuses to translate: " + trouble
                            + "; check the URL, the languages and the variable that key-variable names");
        } catch (IOException e) {
            return Answer.trouble(e.getClass().getSimpleName() + " " + e.getMessage());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private Answer parse(byte[] body, int wanted) {
        JsonNode translations;
        try {
            translations = MAPPER.readTree(body).path("translations");
        } catch (IOException e) {
            return Answer.trouble("an answer that is no JSON: " + shown(body));
        }
        if (!translations.isArray() || translations.size() != wanted) {
            return Answer.trouble("an answer with " + (translations.isArray() ? translations.size() : "no")
                    + " translations of " + wanted + " texts");
        }
        List<Optional<String>> parsed = new ArrayList<>();
        for (JsonNode translation : translations) {
            if (!translation.isTextual() && !translation.isNull()) {
                return Answer.trouble("an answer with " + translation.getNodeType() + " for a translation");
            }
            parsed.add(Optional.ofNullable(translation.textValue()));
        }
        return new Answer(parsed, "", OptionalLong.empty());
    }

    /** The wait in seconds that a server asks for; dates, which few send, are passed over. */
    private static OptionalLong retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(value -> value.strip().matches("[0-9]{1,6}"))
                .map(value -> OptionalLong.of(TimeUnit.SECONDS.toMillis(Long.parseLong(value.strip()))))
                .orElse(OptionalLong.empty());
    }

    /** The beginning of an answer; a server may send back what it was sent. */
    private String shown(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        String safe = key == null ? text : text.replace(key, "***");
        String line = safe.replaceAll("\\s+", " ").strip();
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }

    private static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static JoyulException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new JoyulException(ErrorCode.TRANSLATOR_UNAVAILABLE, "translating was interrupted", e);
    }
}
