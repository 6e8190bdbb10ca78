package io.joyul.batch;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs an iterator in a thread of its own, a bounded number of elements ahead. What the iterator throws is thrown to
 * the consumer in the element's place. Closing ends the thread, whatever it waits for.
 */
final class Prefetch<T> implements Iterator<T>, AutoCloseable {
    private static final long POLL_MILLIS = 200;

    private final BlockingQueue<Item<T>> queue;
    private final Thread producer;
    private @Nullable Item<T> head;
    private volatile boolean closed;

    /** An element, a failure, or, with neither, the end. */
    private record Item<T>(@Nullable T element, @Nullable Throwable failure) {}

    private Prefetch(String name, int ahead, Iterator<? extends T> source, Runnable end) {
        this.queue = new ArrayBlockingQueue<>(ahead);
        this.producer = new Thread(() -> produce(source, end), name);
        producer.setDaemon(true);
    }

    /**
     * @param end is run in the same thread when nothing more is asked of the iterator
     */
    static <T> Prefetch<T> start(String name, int ahead, Iterator<? extends T> source, Runnable end) {
        Prefetch<T> prefetch = new Prefetch<>(name, ahead, source, end);
        prefetch.producer.start();
        return prefetch;
    }

    /** Gives nothing, in no thread. */
    static <T> Prefetch<T> none() {
        Prefetch<T> prefetch = new Prefetch<>("none", 1, Collections.emptyIterator(), () -> {});
        prefetch.head = new Item<>(null, null);
        return prefetch;
    }

    private void produce(Iterator<? extends T> source, Runnable end) {
        try {
            try {
                while (source.hasNext()) {
                    queue.put(new Item<>(source.next(), null));
                }
                queue.put(new Item<>(null, null));
            } catch (RuntimeException | Error e) {
                queue.put(new Item<>(null, e));
            }
        } catch (InterruptedException closed) {
            // The consumer wants no more.
            Thread.currentThread().interrupt();
        } finally {
            end.run();
        }
    }

    @Override
    public boolean hasNext() {
        Item<T> item = head();
        if (item.failure() instanceof RuntimeException e) {
            throw e;
        }
        if (item.failure() instanceof Error e) {
            throw e;
        }
        return item.element() != null;
    }

    @Override
    public T next() {
        T element = hasNext() ? head().element() : null;
        if (element == null) {
            throw new NoSuchElementException("no element is left");
        }
        head = null;
        return element;
    }

    private Item<T> head() {
        Item<T> item = head;
        if (item == null) {
            try {
                item = await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for a batch", e);
            }
            head = item;
        }
        return item;
    }

    /** Looks up from the queue now and then: a producer that was closed will never put anything into it. */
    private Item<T> await() throws InterruptedException {
        while (true) {
            if (closed) {
                throw new IllegalStateException(producer.getName() + " is closed; no batch comes from it any more");
            }
            Item<T> item = queue.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
            if (item != null) {
                return item;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        producer.interrupt();
    }
}
