package io.joyul.translate;

import static io.joyul.testing.TranslationServer.cut;
import static io.joyul.testing.TranslationServer.silence;
import static io.joyul.testing.TranslationServer.stall;
import static io.joyul.testing.TranslationServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.joyul.augment.Direction;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import io.joyul.testing.TranslationServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpTranslatorTest {
    private static final Direction THERE = new Direction("ko", "en");
    private static final String KEY = "very-secret-key";

    @TempDir
    Path folder;

    private TranslationServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TranslationServer((target, text) -> target + ":" + text);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpTranslator translator(@Nullable String key, int retries, double requestsPerSecond) {
        return new HttpTranslator(
                URI.create(server.url()),
                key,
                new HttpTranslator.Settings(Duration.ofMillis(400), retries, Duration.ofMillis(20), requestsPerSecond));
    }

    @Test
    void textsAreTranslatedInOneRequestInTheirOrder() {
        assertThat(translator(KEY, 0, 1000).translate(THERE, List.of("하나", "\"둘\"\n", "셋 😀")))
                .containsExactly(Optional.of("en:하나"), Optional.of("en:\"둘\"\n"), Optional.of("en:셋 😀"));
        assertThat(translator(null, 0, 1000).translate(THERE, List.of())).isEmpty();
        assertThat(server.requests()).singleElement().satisfies(request -> {
            assertThat(request.authorization()).isEqualTo("Bearer " + KEY);
            assertThat(request.source()).isEqualTo("ko");
            assertThat(request.target()).isEqualTo("en");
        });
    }

    @Test
    void nullSaysThatThereIsNoTranslation() {
        server.misbehave(status(200, "{\"translations\": [null, \"b\"]}", Map.of()));
        assertThat(translator(null, 0, 1000).translate(THERE, List.of("a", "b")))
                .containsExactly(Optional.empty(), Optional.of("b"));
    }

    @Test
    void everyFailureThatMayPassIsTriedAgain() {
        server.misbehave(
                status(500, "broken", Map.of()),
                status(503, "", Map.of("Retry-After", "not a number")),
                cut(),
                silence(800),
                status(200, "{\"translations\": [\"one\"]}", Map.of()),
                status(200, "{\"translations\": [\"one\", ", Map.of()),
                status(200, "{\"translations\": [\"one\", 2]}", Map.of()),
                status(200, "[]", Map.of()));
        assertThat(translator(null, 8, 1000).translate(THERE, List.of("a", "b")))
                .containsExactly(Optional.of("en:a"), Optional.of("en:b"));
        assertThat(server.requests()).hasSize(9);
    }

    @Test
    void pauseThatTheServerAsksForIsKept() {
        server.misbehave(status(429, "slowly", Map.of("Retry-After", "1")));
        translator(null, 1, 1000).translate(THERE, List.of("a"));
        long waited =
                server.requests().get(1).nanos() - server.requests().get(0).nanos();
        assertThat(TimeUnit.NANOSECONDS.toMillis(waited)).isGreaterThanOrEqualTo(1000);
    }

    @Test
    void failureThatDoesNotPassNamesTheLastTroubleAndHidesTheKey() {
        server.misbehave(
                status(500, "a", Map.of()), status(500, "b", Map.of()), status(500, "you sent " + KEY, Map.of()));
        JoyulException failure = catchThrowableOfType(
                JoyulException.class, () -> translator(KEY, 2, 1000).translate(THERE, List.of("a")));
        assertThat(failure.code()).isEqualTo(ErrorCode.TRANSLATOR_UNAVAILABLE);
        assertThat(failure)
                .hasMessageContaining("in 3 requests")
                .hasMessageContaining("status 500 you sent ***")
                .hasMessageNotContaining(KEY);
    }

    @Test
    void refusalIsNotTriedAgain() {
        server.misbehave(status(401, "no such key " + KEY, Map.of()));
        JoyulException failure = catchThrowableOfType(
                JoyulException.class, () -> translator(KEY, 5, 1000).translate(THERE, List.of("a")));
        assertThat(failure.code()).isEqualTo(ErrorCode.TRANSLATOR_REFUSED);
        assertThat(failure).hasMessageContaining("status 401 no such key ***").hasMessageNotContaining(KEY);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void serverThatStallsInTheMiddleOfItsAnswerIsNotWaitedFor() {
        server.misbehave(stall(20_000));
        long began = System.nanoTime();
        JoyulException failure = catchThrowableOfType(
                JoyulException.class, () -> translator(null, 0, 1000).translate(THERE, List.of("a")));
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)).isBetween(400L, 10_000L);
        assertThat(failure.code()).isEqualTo(ErrorCode.TRANSLATOR_UNAVAILABLE);
        assertThat(failure).hasMessageContaining("no whole answer within 400 ms");

        server.misbehave(stall(20_000));
        assertThat(translator(null, 1, 1000).translate(THERE, List.of("a"))).containsExactly(Optional.of("en:a"));
    }

    @Test
    void requestsOfAllConnectionsTogetherKeepTheirDistance() throws Exception {
        // Slow enough for requests to overlap, as they do with a model behind the endpoint.
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (TranslationServer slow = new TranslationServer((target, text) -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            pause(150);
            atOnce.decrementAndGet();
            return text;
        })) {
            HttpTranslator translator = new HttpTranslator(
                    URI.create(slow.url()),
                    null,
                    new HttpTranslator.Settings(Duration.ofSeconds(20), 0, Duration.ofMillis(20), 20));
            long began = System.nanoTime();
            ExecutorService threads = Executors.newFixedThreadPool(3);
            try {
                List<Callable<List<Optional<String>>>> requests = IntStream.range(0, 15)
                        .<Callable<List<Optional<String>>>>mapToObj(
                                i -> () -> translator.translate(THERE, List.of("a" + i)))
                        .toList();
                for (Future<List<Optional<String>>> answer : threads.invokeAll(requests)) {
                    assertThat(answer.get()).hasSize(1);
                }
            } finally {
                threads.shutdownNow();
            }
            List<Long> arrivals = slow.requests().stream()
                    .map(request -> TimeUnit.NANOSECONDS.toMillis(request.nanos() - began))
                    .sorted()
                    .toList();
            assertThat(arrivals).hasSize(15);
            for (int i = 0; i < arrivals.size(); i++) {
                assertThat(arrivals.get(i)).as("arrival of request %d", i).isGreaterThanOrEqualTo(50L * i - 1);
            }
            assertThat(most).as("requests at once").hasValueGreaterThan(1);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void requestsKeepTheirDistance() {
        HttpTranslator translator = translator(null, 0, 20);
        long began = System.nanoTime();
        for (int i = 0; i < 6; i++) {
            translator.translate(THERE, List.of("a" + i));
        }
        long took = server.requests().get(5).nanos() - began;
        assertThat(TimeUnit.NANOSECONDS.toMillis(took)).isGreaterThanOrEqualTo(250);
    }

    @Test
    void nobodyAtTheAddressIsAResourceThatIsMissing() {
        HttpTranslator translator = translator(null, 1, 1000);
        server.close();
        JoyulException failure =
                catchThrowableOfType(JoyulException.class, () -> translator.translate(THERE, List.of("a")));
        assertThat(failure.code()).isEqualTo(ErrorCode.TRANSLATOR_UNAVAILABLE);
        assertThat(failure).hasMessageContaining("ConnectException");
    }

    @Test
    void tableOfPairsIsReadBackAsItWasWritten() throws IOException {
        Storage storage = Storage.of(Map.of());
        TranslationTable.append(
                storage,
                folder.toString(),
                List.of(new Translation("ko", "en", "물\t\"", "water\n"), new Translation("ko", "en", "불", null)));
        String file = storage.list(folder.toString()).get(0).path();
        assertThat(TranslationTable.pairs(storage, file).translate(THERE, List.of("물\t\"", "불")))
                .containsExactly(Optional.of("water\n"), Optional.empty());
        Path broken = Files.writeString(folder.resolve("broken"), "\n{\"source\": \"ko\", \"text\": \"a\"}\n");
        assertThatThrownBy(() -> TranslationTable.pairs(storage, broken.toString()))
                .hasMessageContaining("line 2 is no translation");
    }
}
