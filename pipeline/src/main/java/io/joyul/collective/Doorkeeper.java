package io.joyul.collective;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A rank's open port, on one address of its own. Whoever connects is let in only when it has proved to be the rank that
 * is waited for; the others are dropped, at once if they send rubbish, after a while if they send nothing, the oldest
 * first if there are too many. One thread serves all of them, so no stranger can make a rank wait.
 */
final class Doorkeeper implements AutoCloseable {
    private static final int WAITING = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long POLL_MILLISECONDS = 200;

    private final Handshake handshake;
    private final Selector selector;
    private final ServerSocketChannel door;
    private final Set<Visitor> waiting = new LinkedHashSet<>();
    private final BlockingQueue<SocketChannel> admitted = new LinkedBlockingQueue<>();
    private final List<SocketChannel> leaving = new ArrayList<>();
    private final Thread thread;
    private volatile boolean closed;

    /** Someone at the door, and how far its proof is. */
    private static final class Visitor {
        private final SocketChannel channel;
        private final long deadline = System.nanoTime() + PATIENCE.toNanos();
        private ByteBuffer incoming = ByteBuffer.allocate(Handshake.HELLO);
        private byte @Nullable [] hello;
        private byte @Nullable [] answer;

        Visitor(SocketChannel channel) {
            this.channel = channel;
        }
    }

    /** Opens a port that the system chooses, on this address and no other. */
    Doorkeeper(InetAddress address, Handshake handshake) throws IOException {
        this.handshake = handshake;
        this.selector = Selector.open();
        this.door = ServerSocketChannel.open();
        door.bind(new InetSocketAddress(address, 0), WAITING);
        door.configureBlocking(false);
        door.register(selector, SelectionKey.OP_ACCEPT);
        thread = new Thread(this::serve, "ring-door-" + port());
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return door.socket().getLocalPort();
    }

    /** The next that has proved to be the one that is waited for; null when none has in time. */
    @Nullable
    SocketChannel await(Duration patience) throws InterruptedException {
        return admitted.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void serve() {
        while (!closed) {
            try {
                selector.select(POLL_MILLISECONDS);
                List<SelectionKey> ready = List.copyOf(selector.selectedKeys());
                selector.selectedKeys().clear();
                for (SelectionKey key : ready) {
                    serve(key);
                }
                admit();
                dropOverdue();
            } catch (IOException e) {
                // No descriptors left: whoever waits longest gives its own back.
                dropOldest();
            }
        }
        closeQuietly(selector);
        closeQuietly(door);
        waiting.forEach(visitor -> closeQuietly(visitor.channel));
    }

    private void admit() throws IOException {
        if (leaving.isEmpty()) {
            return;
        }
        // Cancelled keys keep their channels from blocking until the selector has looked.
        selector.selectNow();
        for (SocketChannel channel : leaving) {
            channel.configureBlocking(true);
            admitted.add(channel);
        }
        leaving.clear();
    }

    private void serve(SelectionKey key) throws IOException {
        if (key.attachment() instanceof Visitor visitor) {
            try {
                listen(key, visitor);
            } catch (IOException | CancelledKeyException e) {
                drop(visitor);
            }
            return;
        }
        SocketChannel channel = door.accept();
        if (channel == null) {
            return;
        }
        if (waiting.size() >= WAITING) {
            dropOldest();
        }
        Visitor visitor = new Visitor(channel);
        waiting.add(visitor);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, visitor);
    }

    private void listen(SelectionKey key, Visitor visitor) throws IOException {
        int read = visitor.channel.read(visitor.incoming);
        if (read < 0) {
            drop(visitor);
            return;
        }
        if (visitor.incoming.hasRemaining()) {
            return;
        }
        byte[] message = visitor.incoming.array();
        byte[] hello = visitor.hello;
        byte[] answer = visitor.answer;
        if (hello == null || answer == null) {
            if (!handshake.isHello(message)) {
                drop(visitor);
                return;
            }
            visitor.hello = message;
            visitor.answer = handshake.answer(message);
            visitor.incoming = ByteBuffer.allocate(Handshake.CONFIRM);
            write(visitor.channel, visitor.answer);
        } else if (handshake.isConfirm(message, hello, answer)) {
            write(visitor.channel, new byte[] {Handshake.ADMIT});
            waiting.remove(visitor);
            key.cancel();
            leaving.add(visitor.channel);
        } else {
            drop(visitor);
        }
    }

    /** A few bytes into an empty buffer of the system's: they fit, or the other end is not worth waiting for. */
    private static void write(SocketChannel channel, byte[] message) throws IOException {
        if (channel.write(ByteBuffer.wrap(message)) < message.length) {
            throw new IOException("the other end takes nothing");
        }
    }

    private void dropOverdue() {
        long now = System.nanoTime();
        Iterator<Visitor> visitors = waiting.iterator();
        while (visitors.hasNext()) {
            Visitor visitor = visitors.next();
            if (now - visitor.deadline < 0) {
                return;
            }
            visitors.remove();
            closeQuietly(visitor.channel);
        }
    }

    private void dropOldest() {
        Iterator<Visitor> visitors = waiting.iterator();
        if (visitors.hasNext()) {
            Visitor visitor = visitors.next();
            visitors.remove();
            closeQuietly(visitor.channel);
        }
    }

    private void drop(Visitor visitor) {
        waiting.remove(visitor);
        closeQuietly(visitor.channel);
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException ignored) {
            // It is gone.
        }
    }

    /** Closes the port and drops everyone who has not been fetched by {@link #await}. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        admitted.forEach(Doorkeeper::closeQuietly);
    }
}
