package io.joyul.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;

/** A real HTTP server that translates by a function, and misbehaves as often as it is told to. */
public final class TranslationServer implements AutoCloseable {
    private static final JsonMapper MAPPER = new JsonMapper();

    private static final Misbehaviour WELL = exchange -> {};

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BiFunction<String, String, String> translation;
    private final Deque<Misbehaviour> misbehaviours = new ConcurrentLinkedDeque<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** A request as it came. */
    public record Request(String authorization, String source, String target, List<String> texts, long nanos) {}

    /** What happens in place of an answer. */
    public interface Misbehaviour {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    /**
     * @param translation of the target language and a text
     */
    public TranslationServer(BiFunction<String, String, String> translation) throws IOException {
        this.translation = translation;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/translate", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/translate";
    }

    public List<Request> requests() {
        return requests;
    }

    /** Answers so many requests well before anything else happens. */
    public void behave(int times) {
        misbehaviours.addAll(Collections.nCopies(times, WELL));
    }

    /** Answers the next requests so, one after another; then well again. */
    public void misbehave(Misbehaviour... next) {
        misbehaviours.addAll(List.of(next));
    }

    /** Answers with a status. */
    public static Misbehaviour status(int status, String body, Map<String, String> headers) {
        return exchange -> {
            headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            send(exchange, status, body);
        };
    }

    /** Closes the connection in the middle of the answer. */
    public static Misbehaviour cut() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            exchange.close();
        };
    }

    /** Stops in the middle of the answer and keeps the connection open for a while. */
    public static Misbehaviour stall(long millis) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            Thread.sleep(millis);
            exchange.close();
        };
    }

    /** Says nothing for a while. */
    public static Misbehaviour silence(long millis) {
        return exchange -> {
            Thread.sleep(millis);
            exchange.close();
        };
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode body = MAPPER.readTree(exchange.getRequestBody().readAllBytes());
        List<String> texts = new ArrayList<>();
        body.get("texts").forEach(text -> texts.add(text.asText()));
        String target = body.get("target").asText();
        requests.add(new Request(
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                body.get("source").asText(),
                target,
                texts,
                System.nanoTime()));
        Misbehaviour misbehaviour = misbehaviours.poll();
        if (misbehaviour != null && misbehaviour != WELL) {
            try {
                misbehaviour.answer(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        List<String> translated =
                texts.stream().map(text -> translation.apply(target, text)).toList();
        send(exchange, 200, MAPPER.writeValueAsString(Map.of("translations", translated)));
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
