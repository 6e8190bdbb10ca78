package io.joyul.collective;

import io.joyul.batch.World;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A rank's two links in the ring: it sends to the next rank and receives from the one before. Ranks of one process reach
 * each other through its memory, others by connections. A rank's port is open only until the one before is there.
 */
final class RingLinks {
    /** This process, or rather this class as it is loaded in it: ranks of one have {@link MemoryLink}s in common. */
    static final UUID HERE = UUID.randomUUID();

    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final long AGAIN_MILLISECONDS = 100;
    private static final int GREETING = 0x4A;

    private final Meeting meeting;
    private final World world;
    private final int next;
    private final int previous;
    private final UUID process;
    private final RankCertificate certificate;
    private volatile long deadline;

    /**
     * What a rank tells the others of itself.
     *
     * @param process that it lives in
     * @param link by which one that lives there too reaches it
     */
    private record Announcement(InetAddress address, int port, UUID process, UUID link, byte[] certificate) {}

    private RingLinks(Meeting meeting, UUID process) {
        this.meeting = meeting;
        this.process = process;
        this.world = meeting.world();
        this.next = (world.rank() + 1) % world.size();
        this.previous = (world.rank() + world.size() - 1) % world.size();
        this.certificate = RankCertificate.make(world.rank());
    }

    /** The link to send by and the one to receive by. */
    record Pair(Link next, Link previous) {}

    /** Reaches the neighbours of a rank that is taken to live in a process of that name, such as {@link #HERE}. */
    static Pair connect(Meeting meeting, UUID process) {
        return new RingLinks(meeting, process).connect();
    }

    private Pair connect() {
        InetAddress address = address();
        MemoryLink memory = MemoryLink.open();
        boolean used = false;
        try (Doorkeeper door = new Doorkeeper(address, handshake(previous, world.rank()))) {
            List<byte[]> announcements = meeting.rendezvous().exchange(announce(address, door.port(), memory.id()));
            // From now, when all are there: one whose process has just begun may have let the others wait for long.
            deadline = System.nanoTime() + meeting.timeout().toNanos();
            Announcement after = read(next, announcements.get(next));
            Announcement before = read(previous, announcements.get(previous));
            CompletableFuture<Link> calling = CompletableFuture.supplyAsync(
                    () -> after.process().equals(process) ? find(after.link()) : call(after),
                    task -> startDaemon("ring-call-" + world.rank(), task));
            try {
                Link receiving = before.process().equals(process) ? await(memory) : receive(door, before);
                Pair pair = new Pair(calling.get(), receiving);
                used = receiving == memory;
                return pair;
            } catch (InterruptedException e) {
                // Told to end while the next rank, which may be gone, does not answer: not waited for.
                Thread.currentThread().interrupt();
                throw lost("was told to end before it had reached rank " + next, e);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof JoyulException cause
                        ? cause
                        : lost("could not reach rank " + next, new IOException(e.getCause()));
            }
        } catch (IOException e) {
            throw lost("could not open a port on " + address, e);
        } finally {
            if (!used) {
                memory.close();
            }
        }
    }

    private Link await(MemoryLink memory) throws InterruptedException {
        if (!memory.await(Duration.ofNanos(deadline - System.nanoTime()))) {
            throw lost("was not reached by rank " + previous, new IOException("it did not come in time"));
        }
        return memory;
    }

    private Link find(UUID link) {
        return MemoryLink.find(link)
                .orElseThrow(() -> lost("could not reach rank " + next, new IOException("it has left")));
    }

    private InetAddress address() {
        try {
            return InetAddress.getByName(meeting.host());
        } catch (IOException e) {
            throw lost("could not find the address of its own host " + meeting.host(), e);
        }
    }

    private Handshake handshake(int from, int to) {
        return new Handshake(meeting.credentials().secret(), world.size(), from, to);
    }

    private static void startDaemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private byte[] announce(InetAddress address, int port, UUID link) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            byte[] ip = address.getAddress();
            out.writeByte(ip.length);
            out.write(ip);
            out.writeShort(port);
            write(out, process);
            write(out, link);
            out.write(certificate.encoded());
            byte[] said = bytes.toByteArray();
            out.write(proof(world.rank(), said));
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] proof(int rank, byte[] said) {
        return meeting.credentials().secret().prove("announce " + rank + " of " + world.size(), said);
    }

    private Announcement read(int rank, byte[] announcement) {
        int split = Math.max(0, announcement.length - RunSecret.PROOF);
        byte[] said = Arrays.copyOf(announcement, split);
        if (!meeting.credentials()
                .secret()
                .isProof(
                        Arrays.copyOfRange(announcement, split, announcement.length),
                        "announce " + rank + " of " + world.size(),
                        said)) {
            throw lost(
                    "was told the address of rank " + rank + " by someone who does not have the run's secret",
                    new IOException("the announcement is not proved"));
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(said))) {
            InetAddress address = InetAddress.getByAddress(in.readNBytes(in.readByte()));
            return new Announcement(address, in.readUnsignedShort(), readId(in), readId(in), in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(DataOutputStream out, UUID id) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    private static UUID readId(DataInputStream in) throws IOException {
        return new UUID(in.readLong(), in.readLong());
    }

    /** Calls the next rank until it lets this one in. A call that fails may be somebody else's doing, such as a flood. */
    private Link call(Announcement after) {
        while (true) {
            SocketChannel channel = null;
            try {
                channel = SocketChannel.open();
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.socket()
                        .connect(
                                new InetSocketAddress(after.address(), after.port()),
                                Math.toIntExact(ANSWER.toMillis()));
                channel.socket().setSoTimeout(Math.toIntExact(ANSWER.toMillis()));
                handshake(world.rank(), next).call(channel.socket());
                return link(channel, after, Side.CALLER);
            } catch (IOException | GeneralSecurityException e) {
                close(channel);
                if (System.nanoTime() - deadline >= 0) {
                    throw lost("could not reach rank " + next + " at " + after.address() + ":" + after.port(), e);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(AGAIN_MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Link receive(Doorkeeper door, Announcement before) {
        IOException reason = new IOException("nobody with the run's secret called");
        try {
            while (System.nanoTime() - deadline < 0) {
                SocketChannel channel = door.await(Duration.ofNanos(deadline - System.nanoTime()));
                if (channel == null) {
                    break;
                }
                try {
                    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                    channel.socket().setSoTimeout(Math.toIntExact(ANSWER.toMillis()));
                    return link(channel, before, Side.CALLEE);
                } catch (IOException | GeneralSecurityException e) {
                    close(channel);
                    reason = new IOException(e.getMessage(), e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reason = new IOException("interrupted", e);
        }
        throw lost("was not reached by rank " + previous, reason);
    }

    private enum Side {
        CALLER,
        CALLEE
    }

    private Link link(SocketChannel channel, Announcement peer, Side side)
            throws IOException, GeneralSecurityException {
        Link link = switch (meeting.credentials().wire()) {
            case OPEN, CLEAR -> new Link.Clear(channel);
            case TLS -> sealed(channel, peer, side);
        };
        channel.socket().setSoTimeout(0);
        return link;
    }

    private Link sealed(SocketChannel channel, Announcement peer, Side side)
            throws IOException, GeneralSecurityException {
        SSLContext context = certificate.context(peer.certificate());
        SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(channel.socket(), peer.address().getHostAddress(), peer.port(), true);
        socket.setUseClientMode(side == Side.CALLER);
        socket.setNeedClientAuth(true);
        socket.setEnabledProtocols(new String[] {"TLSv1.3"});
        socket.setEnabledCipherSuites(new String[] {"TLS_AES_128_GCM_SHA256"});
        socket.startHandshake();
        // In TLS 1.3 the caller is done before the callee has seen its certificate, so it waits for a word.
        switch (side) {
            case CALLEE -> socket.getOutputStream().write(GREETING);
            case CALLER -> {
                if (socket.getInputStream().read() != GREETING) {
                    throw new IOException("rank " + next + " did not take this rank's certificate");
                }
            }
        }
        return new Link.Sealed(channel, socket);
    }

    private static void close(@Nullable SocketChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException ignored) {
            // It is gone.
        }
    }

    private JoyulException lost(String what, Exception e) {
        return new JoyulException(
                ErrorCode.RANK_LOST, "rank " + world.rank() + " " + what + " (" + e.getMessage() + ")", e);
    }
}
