package io.joyul.collective;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A link between two ranks of one process, as those of an executor with several cores are: what one sends the other
 * copies out of the sender's buffer, where a connection would have the kernel copy it twice. Both ends are this object.
 *
 * <p>A send is over when all of it was taken or the link has ended, and nobody reads from its buffer after that.
 */
final class MemoryLink implements Link {
    /** Where the rank that sends finds the link that the other has made. */
    private static final Map<UUID, MemoryLink> OPEN = new ConcurrentHashMap<>();

    private final UUID id = UUID.randomUUID();
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final CountDownLatch joined = new CountDownLatch(1);
    private @Nullable ByteBuffer offered;
    private boolean ended;

    private MemoryLink() {}

    /** A new link, for the rank that receives by it. It can be found until it is closed, once. */
    static MemoryLink open() {
        MemoryLink link = new MemoryLink();
        OPEN.put(link.id, link);
        return link;
    }

    /** The link of that name, for the rank that sends by it; empty when the other has closed it. */
    static Optional<MemoryLink> find(UUID id) {
        Optional<MemoryLink> link = Optional.ofNullable(OPEN.remove(id));
        link.ifPresent(found -> found.joined.countDown());
        return link;
    }

    /** Waits until the rank that sends has found the link; false when it has not in time. */
    boolean await(Duration patience) throws InterruptedException {
        return joined.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    UUID id() {
        return id;
    }

    @Override
    public void send(ByteBuffer bytes) throws EOFException {
        lock.lock();
        try {
            offered = bytes;
            changed.signalAll();
            while (bytes.hasRemaining() && !ended) {
                changed.awaitUninterruptibly();
            }
            offered = null;
            if (bytes.hasRemaining()) {
                throw Link.left();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void receive(ByteBuffer bytes) throws EOFException {
        while (bytes.hasRemaining()) {
            lock.lock();
            try {
                take(bytes);
            } finally {
                lock.unlock();
            }
        }
    }

    /** Under the lock, so that the sender stays while its buffer is read. */
    private void take(ByteBuffer target) throws EOFException {
        ByteBuffer source = offered;
        while (!ended && (source == null || !source.hasRemaining())) {
            changed.awaitUninterruptibly();
            source = offered;
        }
        if (ended || source == null) {
            throw Link.left();
        }
        int count = Math.min(source.remaining(), target.remaining());
        target.put(source.slice().limit(count));
        source.position(source.position() + count);
        if (!source.hasRemaining()) {
            changed.signalAll();
        }
    }

    /** Nothing: there is no way for the bytes to go. */
    @Override
    public Optional<String> protection() {
        return Optional.empty();
    }

    @Override
    public void close() {
        OPEN.remove(id);
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
