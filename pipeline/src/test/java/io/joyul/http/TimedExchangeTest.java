package io.joyul.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that says what each test gives it, and then no more. */
class TimedExchangeTest {
    private static final String HALF = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello";

    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /** Says it to the next who comes; ends when that one hangs up. */
    private CompletableFuture<Void> say(String answer) {
        return CompletableFuture.runAsync(() -> {
            try (Socket socket = server.accept()) {
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
                socket.getInputStream().readAllBytes();
            } catch (IOException e) {
                // A connection that is reset has ended as well.
            }
        });
    }

    private HttpRequest request() {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"))
                .build();
    }

    private static TimedExchange exchange(Duration timeout) {
        return new TimedExchange(HttpClient.newHttpClient(), timeout);
    }

    @Test
    void wholeAnswerIsGiven() throws Exception {
        CompletableFuture<Void> said = say(HALF + "world");
        assertThat(exchange(Duration.ofSeconds(20))
                        .send(request(), BodyHandlers.ofString())
                        .body())
                .isEqualTo("helloworld");
        assertThat(said).isNotCompletedExceptionally();
    }

    @Test
    void serverThatStallsInItsAnswerIsLeftInTimeAndItsConnectionClosed() throws Exception {
        for (String begun : new String[] {HALF, "HTTP/1.1 200 OK\r\n", ""}) {
            CompletableFuture<Void> left = say(begun);
            assertThatThrownBy(() -> exchange(Duration.ofMillis(300)).send(request(), BodyHandlers.ofString()))
                    .as("after '%s'", begun)
                    .isInstanceOf(HttpTimeoutException.class)
                    .hasMessage("no whole answer within 300 ms");
            left.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void connectionThatIsCutIsAFailureOfItsOwn() throws Exception {
        CompletableFuture<Void> cut = CompletableFuture.runAsync(() -> {
            try (Socket socket = server.accept()) {
                socket.getOutputStream().write(HALF.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThatThrownBy(() -> exchange(Duration.ofSeconds(20)).send(request(), BodyHandlers.ofString()))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(HttpTimeoutException.class);
        cut.get(20, TimeUnit.SECONDS);
    }
}
