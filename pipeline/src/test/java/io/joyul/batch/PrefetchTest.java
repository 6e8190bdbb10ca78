package io.joyul.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PrefetchTest {
    @Test
    void elementsComeInOrderAndThenTheEnd() {
        List<Integer> numbers = IntStream.range(0, 50).boxed().toList();
        for (int ahead = 1; ahead <= 3; ahead++) {
            try (Prefetch<Integer> prefetch = Prefetch.start("test", ahead, numbers.iterator(), () -> {})) {
                assertThat(prefetch).toIterable().containsExactlyElementsOf(numbers);
                assertThat(prefetch.hasNext()).isFalse();
            }
        }
    }

    @Test
    void theProducerStaysABoundedNumberAhead() {
        AtomicInteger made = new AtomicInteger();
        Iterator<Integer> endless = Stream.generate(made::incrementAndGet).iterator();
        try (Prefetch<Integer> prefetch = Prefetch.start("test", 3, endless, () -> {})) {
            for (int taken = 1; taken <= 200; taken++) {
                assertThat(prefetch.next()).isEqualTo(taken);
                // Three in the queue and one in the producer's hand.
                assertThat(made.get()).isLessThanOrEqualTo(taken + 4);
            }
        }
    }

    @Test
    void aFailureComesInItsElementsPlaceAsItWasThrown() {
        UncheckedIOException failure = new UncheckedIOException(new IOException("the disk"));
        Iterator<Integer> source = Stream.iterate(0, i -> i + 1)
                .map(i -> {
                    if (i == 2) {
                        throw failure;
                    }
                    return i;
                })
                .iterator();
        try (Prefetch<Integer> prefetch = Prefetch.start("test", 4, source, () -> {})) {
            assertThat(prefetch.next()).isZero();
            assertThat(prefetch.next()).isOne();
            assertThatThrownBy(prefetch::hasNext).isSameAs(failure);
            assertThatThrownBy(prefetch::next).isSameAs(failure);
        }
    }

    @Test
    void aConsumerThatWaitsIsToldWhenItIsClosed() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        Prefetch<Integer> prefetch = Prefetch.start("test", 1, silent(asked), () -> {});
        asked.await();
        Thread closer = new Thread(prefetch::close);
        closer.start();

        assertThatThrownBy(prefetch::hasNext)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        closer.join();
    }

    /** Never answers, until it is interrupted. */
    private static Iterator<Integer> silent(CountDownLatch asked) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                asked.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return false;
            }

            @Override
            public Integer next() {
                throw new AssertionError("nothing is there");
            }
        };
    }
}
