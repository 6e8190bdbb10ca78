package io.joyul.tensor;

import java.nio.LongBuffer;
import org.bytedeco.pytorch.Tensor;

/**
 * Makes dropout's factors on the host: for each element 16 random bits, that keep it or not. Each loop does one thing to
 * whole arrays of 64-bit words, since that is what the JVM compiles to vector instructions; two float32 share a word. It
 * is nearly three times as fast as one loop over the elements.
 */
final class HostMask {
    /** Words made at once, four elements each; all that is made of them stays in the first cache. */
    private static final int CHUNK = 512;

    private static final long[] STEPS = new long[CHUNK];

    private static final long EVERY_SECOND = 0x0000000100000001L;

    static {
        for (int i = 0; i < CHUNK; i++) {
            STEPS[i] = (i + 1) * DropoutStream.GOLDEN_GAMMA;
        }
    }

    private final long carry;
    private final long factors;
    private final long[] bits = new long[CHUNK];
    private final long[] front = new long[CHUNK];
    private final long[] back = new long[CHUNK];
    private final long[] woven = new long[2 * CHUNK];

    /**
     * @param dropped of the 65,536 numbers that 16 bits can be
     * @param factor of what is kept
     */
    HostMask(int dropped, float factor) {
        // What is kept carries into the 17th bit when this is added.
        this.carry = (DropoutStream.LEVELS - dropped) * EVERY_SECOND;
        this.factors = Integer.toUnsignedLong(Float.floatToRawIntBits(factor)) * EVERY_SECOND;
    }

    /** The factors (elements), from the words of the stream behind this state. */
    Tensor make(long state, int elements) {
        int words = (elements + 3) / 4;
        Tensor mask = Tensors.uninitialisedFloats(4L * words);
        LongBuffer memory = Tensors.memory(mask).asLongBuffer();
        for (int done = 0; done < words; done += CHUNK) {
            int count = Math.min(CHUNK, words - done);
            draw(state + done * DropoutStream.GOLDEN_GAMMA, count);
            keepFront(count);
            keepBack(count);
            weave(count);
            memory.put(2 * done, woven, 0, 2 * count);
        }
        return mask.narrow(0, 0, elements);
    }

    private void draw(long state, int count) {
        for (int i = 0; i < count; i++) {
            bits[i] = DropoutStream.mix(state + STEPS[i]);
        }
    }

    /** Of the first and second 16 bits of each word. */
    private void keepFront(int count) {
        for (int i = 0; i < count; i++) {
            // Signed numbers in their order, counted from zero.
            long word = bits[i] ^ 0x8000800080008000L;
            long kept = ((((word & 0xFFFFL) | (word & 0xFFFF0000L) << 16) + carry) >>> 16) & EVERY_SECOND;
            front[i] = ((kept << 32) - kept) & factors;
        }
    }

    /** Of the third and fourth. */
    private void keepBack(int count) {
        for (int i = 0; i < count; i++) {
            long word = bits[i] ^ 0x8000800080008000L;
            long kept = ((((word >>> 32 & 0xFFFFL) | (word >>> 48) << 32) + carry) >>> 16) & EVERY_SECOND;
            back[i] = ((kept << 32) - kept) & factors;
        }
    }

    private void weave(int count) {
        for (int i = 0; i < count; i++) {
            woven[2 * i] = front[i];
            woven[2 * i + 1] = back[i];
        }
    }
}
