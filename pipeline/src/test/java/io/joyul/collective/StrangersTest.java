package io.joyul.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.batch.World;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.tensor.Tensors;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** People who reach the ranks' ports and have no business there. */
@Timeout(120)
final class StrangersTest {
    private static final String HOST = "127.0.0.2";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final RunSecret secret = RunSecret.make();

    /** What happens when the ports are open and before any rank has called another. */
    @FunctionalInterface
    private interface Meanwhile {
        void happen(int[] ports) throws Exception;
    }

    /** What a rank said of itself, as {@link RingLinks} writes it: length of the address, address, port. */
    private static int port(byte[] announcement) {
        return ByteBuffer.wrap(announcement).getShort(5) & 0xFFFF;
    }

    private Meeting meeting(World world, Rendezvous rendezvous, Wire wire) {
        return new Meeting(world, HOST, rendezvous, LIMIT, new Credentials(secret, wire));
    }

    /** Each rank as in a process of its own. */
    private static Collective join(Meeting meeting) {
        return RingCollective.connect(meeting, UUID.randomUUID());
    }

    /** The leader calls nobody before it is done; the other rank waits for it at its door. */
    private static Rendezvous delayed(World world, Rendezvous rendezvous, Meanwhile meanwhile) {
        return message -> {
            List<byte[]> all = rendezvous.exchange(message);
            if (world.isLeader()) {
                try {
                    meanwhile.happen(all.stream().mapToInt(StrangersTest::port).toArray());
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
            return all;
        };
    }

    /** Two ranks meet while something happens, and must add up all the same. */
    private void meetAndAddUp(Wire wire, Meanwhile meanwhile) throws Exception {
        List<float[]> sums = RankThreads.run(2, (world, rendezvous) -> {
            try (Collective group = join(meeting(world, delayed(world, rendezvous, meanwhile), wire))) {
                Tensor tensor = Tensors.floats(new float[] {1 + world.rank(), 10}, 2);
                group.allReduceSum(tensor);
                return Tensors.toFloats(tensor);
            }
        });
        assertThat(sums).allSatisfy(sum -> assertThat(sum).containsExactly(3, 20));
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(HOST, port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Whether the other end hangs up. */
    private static boolean isDropped(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void rubbishIsDroppedAtOnceAndTheGroupStandsAllTheSame() throws Exception {
        Random random = new Random(7);
        meetAndAddUp(Wire.CLEAR, ports -> {
            for (int port : ports) {
                for (int length : new int[] {Handshake.HELLO, 1000, 1 << 20}) {
                    try (Socket socket = connect(port)) {
                        byte[] rubbish = new byte[length];
                        random.nextBytes(rubbish);
                        long began = System.nanoTime();
                        try {
                            socket.getOutputStream().write(rubbish);
                        } catch (IOException hungUp) {
                            continue;
                        }
                        assertThat(isDropped(socket)).isTrue();
                        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
                    }
                }
                // What Gloo would take for its first pair.
                try (Socket socket = connect(port)) {
                    socket.getOutputStream().write(new byte[8]);
                }
            }
        });
    }

    @Test
    void halfAHandshakeHoldsNobodyUp() throws Exception {
        List<Socket> open = new ArrayList<>();
        meetAndAddUp(Wire.CLEAR, ports -> {
            byte[] hello = new Handshake(secret, 2, 0, 1).hello();
            for (int port : ports) {
                open.add(connect(port));
                for (int length : new int[] {1, Handshake.HELLO / 2, Handshake.HELLO - 1}) {
                    Socket socket = connect(port);
                    socket.getOutputStream().write(hello, 0, length);
                    open.add(socket);
                }
            }
        });
        for (Socket socket : open) {
            assertThat(isDropped(socket)).isTrue();
            socket.close();
        }
    }

    @Test
    void aFloodOfConnectionsHoldsNobodyUp() throws Exception {
        List<Socket> open = new ArrayList<>();
        long began = System.nanoTime();
        meetAndAddUp(Wire.TLS, ports -> {
            for (int i = 0; i < 600; i++) {
                open.add(connect(ports[i % 2]));
            }
        });
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
        for (Socket socket : open) {
            socket.close();
        }
    }

    @Test
    void anotherSecretOpensNothing() throws Exception {
        RunSecret another = RunSecret.make();
        meetAndAddUp(Wire.CLEAR, ports -> {
            try (Socket socket = connect(ports[1])) {
                assertThatThrownBy(() -> new Handshake(another, 2, 0, 1).call(socket))
                        .isInstanceOf(IOException.class);
            }
        });
        assertThatThrownBy(() -> RankThreads.run(
                        2,
                        (world, rendezvous) -> join(new Meeting(
                                world,
                                HOST,
                                rendezvous,
                                Duration.ofSeconds(5),
                                new Credentials(world.isLeader() ? secret : another, Wire.CLEAR)))))
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RANK_LOST))
                .hasMessageContaining("does not have the run's secret");
    }

    @Test
    void aHelloThatIsPlayedAgainOpensNothing() throws Exception {
        meetAndAddUp(Wire.CLEAR, ports -> {
            byte[] overheard = new Handshake(secret, 2, 0, 1).hello();
            for (int i = 0; i < 2; i++) {
                try (Socket socket = connect(ports[1])) {
                    socket.getOutputStream().write(overheard);
                    byte[] answer = socket.getInputStream().readNBytes(Handshake.ANSWER);
                    assertThat(answer).hasSize(Handshake.ANSWER);
                    socket.getOutputStream().write(Arrays.copyOf(answer, Handshake.CONFIRM));
                    assertThat(isDropped(socket)).isTrue();
                }
            }
        });
    }

    @Test
    void aRankThatSomebodyElsePosesAsIsNotTalkedTo() throws Exception {
        try (ServerSocket impostor = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            Thread answering = new Thread(() -> {
                try (Socket socket = impostor.accept()) {
                    socket.getInputStream().readNBytes(Handshake.HELLO);
                    socket.getOutputStream().write(new byte[Handshake.ANSWER]);
                } catch (IOException ignored) {
                    // The caller has hung up.
                }
            });
            answering.start();
            try (Socket socket = connect(impostor.getLocalPort())) {
                assertThatThrownBy(() -> new Handshake(secret, 2, 0, 1).call(socket))
                        .hasMessageContaining("does not have the run's secret");
            }
            answering.join();
        }
    }

    @Test
    void aStrangersCertificateIsRefusedByCallerAndCallee() throws Exception {
        meetAndAddUp(Wire.TLS, ports -> {
            // Somebody who even has the secret, but not the key that rank 0 has announced.
            try (Socket socket = connect(ports[1])) {
                new Handshake(secret, 2, 0, 1).call(socket);
                RankCertificate stranger = RankCertificate.make(0);
                SSLSocket sealed = (SSLSocket) stranger.context(stranger.encoded())
                        .getSocketFactory()
                        .createSocket(socket, HOST, ports[1], true);
                sealed.setUseClientMode(true);
                // It does not trust rank 1 either.
                assertThatThrownBy(sealed::startHandshake).isInstanceOf(IOException.class);
            }
            try (Socket socket = connect(ports[1])) {
                new Handshake(secret, 2, 0, 1).call(socket);
                SSLSocket sealed = (SSLSocket)
                        trusting(RankCertificate.make(0)).getSocketFactory().createSocket(socket, HOST, ports[1], true);
                sealed.setUseClientMode(true);
                // Told why by an alert, or, where the connection ends before it is read, by a broken pipe.
                assertThatThrownBy(() -> {
                            sealed.startHandshake();
                            sealed.getInputStream().read();
                        })
                        .isInstanceOf(IOException.class);
            }
        });
    }

    /** A client that takes any certificate and shows its own. */
    private static SSLContext trusting(RankCertificate own) throws Exception {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(new KeyManager[] {own.keyManager()}, new TrustManager[] {new Anyone()}, null);
        return context;
    }

    private static final class Anyone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    void aPortIsOnTheRanksOwnAddressAndOpenUntilTheGroupStands() throws Exception {
        List<Integer> seen = new ArrayList<>();
        List<Boolean> listening = RankThreads.run(2, (world, rendezvous) -> {
            Meanwhile look = ports -> {
                for (int port : ports) {
                    seen.add(port);
                    // 127.0.0.2, lowest byte first, and nothing else.
                    assertThat(listeners(port)).containsExactly("0200007F");
                }
            };
            try (Collective group = join(meeting(world, delayed(world, rendezvous, look), Wire.CLEAR))) {
                group.allReduceSum(Tensors.zeros(4));
                rendezvous.exchange(new byte[0]);
                boolean open = false;
                for (int port : seen) {
                    assertThatThrownBy(() -> connect(port).close()).isInstanceOf(ConnectException.class);
                    open |= !listeners(port).isEmpty();
                }
                group.allReduceSum(Tensors.zeros(4));
                return open;
            }
        });
        assertThat(seen).hasSize(2);
        assertThat(listening).containsOnly(false);
    }

    /** Addresses on which someone listens at a port, as the kernel prints them. */
    private static List<String> listeners(int port) throws IOException {
        List<String> addresses = new ArrayList<>();
        String suffix = ":" + HexFormat.of().withUpperCase().toHexDigits((short) port);
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields.length > 3 && fields[1].endsWith(suffix) && fields[3].equals("0A")) {
                    String address = fields[1].substring(0, fields[1].length() - suffix.length());
                    // Java opens IPv6 sockets also for IPv4 addresses, which then end in the address.
                    addresses.add(address.substring(address.length() - 8));
                }
            }
        }
        return addresses;
    }

    @Test
    void whatIsSentCanBeReadOnTheWayInClearTextOnly() throws Exception {
        assertThat(overheard(Wire.CLEAR)).isTrue();
        assertThat(overheard(Wire.TLS)).isFalse();
    }

    /** Whether somebody who sits between the ranks finds what they send. */
    private boolean overheard(Wire wire) throws Exception {
        float[] values = new float[64];
        Arrays.fill(values, 1234.5f);
        byte[] pattern = new byte[32];
        for (int i = 0; i < pattern.length; i += 4) {
            ByteBuffer.wrap(pattern).order(java.nio.ByteOrder.nativeOrder()).putFloat(i, 1234.5f);
        }
        try (Tap tap = new Tap()) {
            RankThreads.run(2, (world, rendezvous) -> {
                Rendezvous tapped = message -> {
                    List<byte[]> all = new ArrayList<>(rendezvous.exchange(message));
                    if (world.isLeader()) {
                        all.set(1, tap.inFrontOf(all.get(1), secret));
                    }
                    return all;
                };
                try (Collective group = join(meeting(world, tapped, wire))) {
                    Tensor tensor = Tensors.floats(values, values.length);
                    group.allReduceSum(tensor);
                    assertThat(Tensors.toFloats(tensor)).containsOnly(2469f);
                }
                return true;
            });
            return HexFormat.of().formatHex(tap.heard()).contains(HexFormat.of().formatHex(pattern));
        }
    }

    /** Stands between a rank and those who call it, and hands everything on. */
    private static final class Tap implements AutoCloseable {
        private final ServerSocket server;
        private final ConcurrentLinkedQueue<byte[]> heard = new ConcurrentLinkedQueue<>();

        Tap() throws IOException {
            server = new ServerSocket(0, 50, InetAddress.getByName(HOST));
        }

        byte[] inFrontOf(byte[] announcement, RunSecret secret) {
            int port = port(announcement);
            Thread accepting = new Thread(() -> accept(port));
            accepting.setDaemon(true);
            accepting.start();
            byte[] said = Arrays.copyOf(announcement, announcement.length - RunSecret.PROOF);
            ByteBuffer.wrap(said).putShort(5, (short) server.getLocalPort());
            byte[] proof = secret.prove("announce 1 of 2", said);
            return ByteBuffer.allocate(said.length + proof.length)
                    .put(said)
                    .put(proof)
                    .array();
        }

        private void accept(int port) {
            try {
                Socket caller = server.accept();
                Socket callee = connect(port);
                hand(caller.getInputStream(), callee.getOutputStream());
                hand(callee.getInputStream(), caller.getOutputStream());
            } catch (IOException ignored) {
                // The test is over.
            }
        }

        private void hand(InputStream from, OutputStream to) {
            Thread handing = new Thread(() -> {
                byte[] block = new byte[4096];
                try {
                    for (int count = from.read(block); count > 0; count = from.read(block)) {
                        heard.add(Arrays.copyOf(block, count));
                        to.write(block, 0, count);
                    }
                } catch (IOException ignored) {
                    // One end has left.
                }
            });
            handing.setDaemon(true);
            handing.start();
        }

        byte[] heard() throws InterruptedException {
            TimeUnit.MILLISECONDS.sleep(100);
            java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
            heard.forEach(all::writeBytes);
            return all.toByteArray();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
