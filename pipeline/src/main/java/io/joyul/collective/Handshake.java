package io.joyul.collective;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * How two ranks prove to each other that they have the run's secret, before anything else is said.
 *
 * <pre>
 * caller → callee   hello    magic, ranks, from, to, caller's nonce, proof of these
 * callee → caller   answer   callee's nonce, proof of the hello and the nonce
 * caller → callee   confirm  proof of the hello and the callee's nonce
 * callee → caller   admit    one byte
 * </pre>
 *
 * The proof in the hello can be replayed, and lets nobody in; it keeps out strangers at the cost of one read. The nonces
 * make the others worth nothing a second time.
 */
final class Handshake {
    static final int HELLO = 4 * 4 + 32 + RunSecret.PROOF;
    static final int ANSWER = 32 + RunSecret.PROOF;
    static final int CONFIRM = RunSecret.PROOF;
    static final byte ADMIT = 1;

    private static final int MAGIC = 0x4A59554C;
    private static final int NONCE = 32;

    private final RunSecret secret;
    private final int ranks;
    private final int from;
    private final int to;

    Handshake(RunSecret secret, int ranks, int from, int to) {
        this.secret = secret;
        this.ranks = ranks;
        this.from = from;
        this.to = to;
    }

    private byte[] head(byte[] nonce) {
        return ByteBuffer.allocate(4 * 4 + NONCE)
                .putInt(MAGIC)
                .putInt(ranks)
                .putInt(from)
                .putInt(to)
                .put(nonce)
                .array();
    }

    private static byte[] nonce() {
        byte[] nonce = new byte[NONCE];
        new SecureRandom().nextBytes(nonce);
        return nonce;
    }

    byte[] hello() {
        byte[] head = head(nonce());
        return join(head, secret.prove("hello", head));
    }

    /** Whether a hello is from the rank that is waited for, to this one. */
    boolean isHello(byte[] hello) {
        int split = hello.length - RunSecret.PROOF;
        byte[] head = Arrays.copyOf(hello, split);
        byte[] nonce = Arrays.copyOfRange(head, split - NONCE, split);
        return Arrays.equals(head, head(nonce))
                && secret.isProof(Arrays.copyOfRange(hello, split, hello.length), "hello", head);
    }

    byte[] answer(byte[] hello) {
        byte[] nonce = nonce();
        return join(nonce, secret.prove("answer", hello, nonce));
    }

    boolean isAnswer(byte[] answer, byte[] hello) {
        byte[] nonce = Arrays.copyOf(answer, NONCE);
        return secret.isProof(Arrays.copyOfRange(answer, NONCE, answer.length), "answer", hello, nonce);
    }

    byte[] confirm(byte[] hello, byte[] answer) {
        return secret.prove("confirm", hello, Arrays.copyOf(answer, NONCE));
    }

    boolean isConfirm(byte[] confirm, byte[] hello, byte[] answer) {
        return secret.isProof(confirm, "confirm", hello, Arrays.copyOf(answer, NONCE));
    }

    /**
     * The caller's side, to its end.
     *
     * @throws IOException when the other end does not prove the secret, or is gone
     */
    void call(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        byte[] hello = hello();
        out.write(hello);
        byte[] answer = new byte[ANSWER];
        in.readFully(answer);
        if (!isAnswer(answer, hello)) {
            throw new IOException("who answers at the address of rank " + to + " does not have the run's secret");
        }
        out.write(confirm(hello, answer));
        if (in.readByte() != ADMIT) {
            throw new IOException("rank " + to + " did not admit rank " + from);
        }
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
