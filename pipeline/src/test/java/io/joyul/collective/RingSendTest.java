package io.joyul.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.batch.World;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.tensor.Libtorch;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RingSendTest {
    /** More than the system takes from a sender whom nobody listens to. */
    private static final int MANY = 16_000_000;

    /** A connection whose send is over a while after it was closed, as a write may be that has just gone on. */
    private record Lingering(Link link, CountDownLatch begun, CountDownLatch over) implements Link {
        @Override
        public void send(ByteBuffer bytes) throws IOException {
            begun.countDown();
            try {
                link.send(bytes);
            } finally {
                pause();
                over.countDown();
            }
        }

        private static void pause() {
            try {
                TimeUnit.MILLISECONDS.sleep(300);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void receive(ByteBuffer bytes) throws IOException {
            link.receive(bytes);
        }

        @Override
        public Optional<String> protection() {
            return link.protection();
        }

        @Override
        public void close() throws IOException {
            link.close();
        }
    }

    @Test
    void aTensorIsLetGoOnlyWhenNothingIsSentFromItAnyMore() throws Exception {
        Libtorch.prepare(1);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Meeting meeting = new Meeting(
                new World(0, 2),
                "127.0.0.1",
                message -> List.of(),
                Duration.ofSeconds(30),
                Credentials.make(Wire.CLEAR));
        try (ServerSocketChannel server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel next = SocketChannel.open(server.getLocalAddress());
                SocketChannel deaf = server.accept();
                SocketChannel previous = SocketChannel.open(server.getLocalAddress());
                SocketChannel leaving = server.accept();
                TensorScope scope = TensorScope.open();
                RingCollective group = new RingCollective(
                        meeting,
                        new RingLinks.Pair(
                                new Lingering(new Link.Clear(next), begun, over), new Link.Clear(previous)))) {
            Pending call = group.allReduceSumAsync(Tensors.zeros(MANY));
            begun.await();
            leaving.close();
            assertThatThrownBy(call::await)
                    .isInstanceOfSatisfying(
                            JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RANK_LOST));
            assertThat(over.getCount()).isZero();
            assertThat(deaf.isOpen()).isTrue();
        }
    }
}
