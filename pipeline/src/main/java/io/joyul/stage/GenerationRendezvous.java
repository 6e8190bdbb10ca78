package io.joyul.stage;

import io.joyul.checkpoint.Generation;
import io.joyul.collective.Rendezvous;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A rendezvous of one attempt: each message carries the generation, and those of another attempt are turned away. */
final class GenerationRendezvous implements Rendezvous {
    private final byte[] seal;
    private final Generation generation;
    private final Rendezvous inner;

    GenerationRendezvous(Generation generation, Rendezvous inner) {
        this.generation = generation;
        this.inner = inner;
        this.seal = (generation.number() + " " + generation.token() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * @throws JoyulException {@code RANK_FENCED} when a rank of another attempt answers
     */
    @Override
    public List<byte[]> exchange(byte[] message) {
        byte[] sealed = ByteBuffer.allocate(seal.length + message.length)
                .put(seal)
                .put(message)
                .array();
        List<byte[]> opened = new ArrayList<>();
        for (byte[] answer : inner.exchange(sealed)) {
            if (answer.length < seal.length || !Arrays.equals(seal, Arrays.copyOf(answer, seal.length))) {
                throw new JoyulException(
                        ErrorCode.RANK_FENCED,
                        "rank " + opened.size() + " answered attempt " + generation.number()
                                + " and is not of it; it is left out");
            }
            opened.add(Arrays.copyOfRange(answer, seal.length, answer.length));
        }
        return opened;
    }

    @Override
    public <T extends Rendezvous> Optional<T> find(Class<T> kind) {
        return inner.find(kind);
    }
}
