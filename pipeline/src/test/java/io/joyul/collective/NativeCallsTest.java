package io.joyul.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.batch.World;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class NativeCallsTest {
    private static final int CLOSERS = 8;

    private final NativeCalls calls = new NativeCalls(new World(0, 2), "test");

    private static void doNothing() {}

    @Test
    void aGroupIsNotFreedWhileACallOfItBegins() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch freed = new CountDownLatch(1);
        CompletableFuture<Void> beginning = CompletableFuture.runAsync(() -> calls.begin("a call", () -> {
            entered.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IllegalStateException("refused");
        }));
        entered.await();
        calls.close(NativeCallsTest::doNothing, freed::countDown);
        assertThat(freed.await(300, TimeUnit.MILLISECONDS)).isFalse();
        goOn.countDown();
        assertThatThrownBy(beginning::join).hasMessageContaining("refused");
        assertThat(freed.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void noCallBeginsInAGroupThatIsClosed() {
        calls.close(NativeCallsTest::doNothing, NativeCallsTest::doNothing);
        assertThatThrownBy(() -> calls.begin("a call", () -> {
                    throw new AssertionError("it began");
                }))
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RANK_LOST))
                .hasMessageContaining("has left its group");
    }

    @Test
    void aGroupThatManyCloseIsFreedOnce() throws Exception {
        AtomicInteger freed = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(CLOSERS);
        List<CompletableFuture<Void>> closing = new ArrayList<>();
        for (int i = 0; i < CLOSERS; i++) {
            CompletableFuture<Void> closer = new CompletableFuture<>();
            closing.add(closer);
            NativeCalls.startDaemon("closer-" + i, () -> {
                all.countDown();
                try {
                    all.await();
                    calls.close(NativeCallsTest::doNothing, freed::incrementAndGet);
                    closer.complete(null);
                } catch (InterruptedException e) {
                    closer.completeExceptionally(e);
                }
            });
        }
        closing.forEach(CompletableFuture::join);
        assertThat(freed).hasValue(1);
    }
}
