package io.joyul.collective;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** A connection between two ranks over which one sends and the other receives. */
interface Link extends Closeable {
    /** Sends all that the buffer has. */
    void send(ByteBuffer bytes) throws IOException;

    /**
     * Fills the buffer.
     *
     * @throws EOFException when the other end leaves before
     */
    void receive(ByteBuffer bytes) throws IOException;

    /** What covers the bytes on their way; empty: nothing. */
    Optional<String> protection();

    /** What a rank is told whose neighbour is gone. */
    static EOFException left() {
        return new EOFException("the other rank has left");
    }

    /** Bytes as they are, straight between the socket and the buffer. */
    record Clear(SocketChannel channel) implements Link {
        @Override
        public void send(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        @Override
        public void receive(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes) < 0) {
                    throw left();
                }
            }
        }

        @Override
        public Optional<String> protection() {
            return Optional.empty();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /**
     * TLS over a channel. It is the channel that is closed: a farewell over TLS would wait for whoever is sending.
     *
     * @param block between the buffers and TLS, by one thread at a time
     */
    record Sealed(SocketChannel channel, SSLSocket socket, byte[] block) implements Link {
        private static final int BLOCK = 1 << 16;

        Sealed(SocketChannel channel, SSLSocket socket) {
            this(channel, socket, new byte[BLOCK]);
        }

        @Override
        public void send(ByteBuffer bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            while (bytes.hasRemaining()) {
                int count = Math.min(bytes.remaining(), block.length);
                bytes.get(block, 0, count);
                out.write(block, 0, count);
            }
        }

        @Override
        public void receive(ByteBuffer bytes) throws IOException {
            InputStream in = socket.getInputStream();
            while (bytes.hasRemaining()) {
                int count = in.read(block, 0, Math.min(bytes.remaining(), block.length));
                if (count < 0) {
                    throw left();
                }
                bytes.put(block, 0, count);
            }
        }

        @Override
        public Optional<String> protection() {
            SSLSession agreed = socket.getSession();
            return Optional.of(agreed.getProtocol() + ", " + agreed.getCipherSuite());
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
