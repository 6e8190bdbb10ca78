package io.joyul.tensor;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Dropout (Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html) from a stream of its own.
 *
 * <p>libtorch's dropout draws from one generator per process: two ranks in one process would disturb each other, and a
 * resumed run would have to restore it. Here a stream is opened for each micro-batch from (seed, global step, slot), so
 * the masks are the same whoever computes the slot, at any number of ranks, with no state to save. Bits come from
 * SplitMix64 (Steele et al. 2014), 16 to an element, which is several times faster on a CPU than drawing floats.
 */
public final class DropoutStream {
    static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    static final int LEVELS = 1 << 16;

    private final boolean none;
    private long state;

    private DropoutStream(long state, boolean none) {
        this.state = state;
        this.none = none;
    }

    /** The stream of one micro-batch. */
    public static DropoutStream of(long seed, int globalStep, int slot) {
        return new DropoutStream(mix(mix(mix(seed) + globalStep) + slot), false);
    }

    /** Drops nothing, whatever the probability: for a pass of training that is to be compared with another. */
    public static DropoutStream none() {
        return new DropoutStream(0, true);
    }

    /** A second stream that goes on from where this one is. */
    public DropoutStream copy() {
        return new DropoutStream(state, none);
    }

    /**
     * Zeroes each element with the given probability and scales the others so that the expectation stays.
     *
     * @param input of any shape
     * @param probability in [0, 1), honoured to 1/65536
     */
    public Tensor apply(Tensor input, double probability) {
        if (none || probability == 0) {
            return input;
        }
        int dropped = (int) Math.round(probability * LEVELS);
        double kept = 1.0 - (double) dropped / LEVELS;
        long elements = input.numel();
        Tensor mask = input.is_cpu()
                ? hostMask(Math.toIntExact(elements), dropped, (float) (1.0 / kept))
                : deviceBits(Device.of(input), (elements + 3) / 4)
                        .narrow(0, 0, elements)
                        .ge(new Scalar(Short.MIN_VALUE + dropped))
                        .to(torch.ScalarType.Float)
                        .mul_(new Scalar(1.0 / kept));
        return input.mul(mask.view(input.shape()));
    }

    private Tensor hostMask(int elements, int dropped, float factor) {
        Tensor mask = new HostMask(dropped, factor).make(state, elements);
        state += GOLDEN_GAMMA * ((elements + 3) / 4);
        return mask;
    }

    /** The bits that {@link HostMask} takes, made where they are needed: int64 arithmetic of libtorch wraps as Java's. */
    Tensor deviceBits(Device device, long words) {
        Tensor z = Tensors.range(device, words)
                .add_(new Scalar(1L))
                .mul_(new Scalar(GOLDEN_GAMMA))
                .add_(new Scalar(state));
        state += GOLDEN_GAMMA * words;
        z = z.bitwise_xor_(shiftedRight(z, 30)).mul_(new Scalar(0xBF58476D1CE4E5B9L));
        z = z.bitwise_xor_(shiftedRight(z, 27)).mul_(new Scalar(0x94D049BB133111EBL));
        return z.bitwise_xor_(shiftedRight(z, 31)).view(torch.ScalarType.Short);
    }

    /** Zeroes come in from the left; libtorch's own shift copies the sign. */
    private static Tensor shiftedRight(Tensor z, int bits) {
        return z.bitwise_right_shift(new Scalar(bits)).bitwise_and_(new Scalar(-1L >>> bits));
    }

    /** SplitMix64's finaliser: a bijection that spreads every bit of its input. */
    public static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
