package io.joyul.http;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends requests with a limit to the time of a whole exchange, the last byte of the answer included. {@link
 * HttpRequest.Builder#timeout} is not enough: on Java 17 it stops counting at the headers (JDK-8258397), so that a server
 * which stalls in the middle of its answer is waited for without end.
 *
 * @param client who sends
 * @param timeout for the connection, the request and the whole answer together
 */
public record TimedExchange(HttpClient client, Duration timeout) {
    /**
     * Sends a request and waits for the whole answer. Where that takes too long, or the thread is interrupted, the
     * connection is closed.
     *
     * @throws HttpTimeoutException when the answer is not whole in time
     * @throws IOException when there is no answer for another reason
     */
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<T>> answer = client.sendAsync(request, body);
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no whole answer within " + timeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            // A failure of the client's own is named by its class, which says more than its message.
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }
}
