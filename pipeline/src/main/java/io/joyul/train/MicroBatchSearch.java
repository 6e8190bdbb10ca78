package io.joyul.train;

import io.joyul.batch.LongestTexts;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.model.ParameterStore;
import io.joyul.objective.Objective;
import io.joyul.tensor.DropoutStream;
import io.joyul.tensor.TensorScope;
import java.util.Locale;

/**
 * Finds the largest micro-batch that a rank has memory for, by forward and backward passes over the longest texts. The
 * weights stay what they are. What is found cuts a rank's share of a step into passes of one size, so that the last is
 * not a small one.
 *
 * <p>On a host, memory is what a budget says. The process is watched while passes of 1, 2, 4, … texts run; what a text
 * takes is the difference of the last two, and the rest of the line is reckoned: a pass that would not fit is never run.
 * On a GPU passes run, each half as large as the one before, until one fits.
 */
public final class MicroBatchSearch {
    /** Of the budget; the rest is for what the allocator cannot use. */
    private static final double USABLE = 0.9;

    /** Passes that large tell what a text takes. */
    private static final long TELLING_BYTES = 192L << 20;

    /** No pass is longer, lest the search take minutes. */
    private static final int MOST_TOKENS = 16_384;

    // Ranks that are threads of one process would see each other's memory.
    private static final Object ONE_AT_A_TIME = new Object();

    private final Objective objective;
    private final LongestTexts texts;
    private final int share;
    private final Runnable moved;

    /**
     * @param share examples of a rank in a step
     * @param moved called between passes
     */
    public MicroBatchSearch(Objective objective, LongestTexts texts, int share, Runnable moved) {
        this.objective = objective;
        this.texts = texts;
        this.share = share;
        this.moved = moved;
    }

    /**
     * What was found.
     *
     * @param passes that a rank's share of a step is cut into
     * @param microBatch examples in each, but for the last
     * @param bytes that the rank then needs; 0 on a GPU, which does not tell
     */
    public record Found(int passes, int microBatch, long bytes) {}

    /** Examples in each of so many passes. */
    public static int microBatch(int share, int passes) {
        return (share + passes - 1) / passes;
    }

    /**
     * In a host's memory.
     *
     * @param held bytes that the rank holds anyway: parameters, gradients, moments
     * @param budget bytes that it may hold
     * @throws JoyulException {@code CONFIG_INVALID} when one text does not fit
     */
    public Found onHost(long held, long budget) {
        synchronized (ONE_AT_A_TIME) {
            try {
                return fit(held, (long) (budget * USABLE), budget);
            } finally {
                parameters().zeroGradients();
            }
        }
    }

    private Found fit(long held, long usable, long budget) {
        // The first pass also brings the kernels and the threads' own caches.
        run(1);
        int size = 1;
        long bytes = watch(1);
        double each = bytes;
        while (bytes < TELLING_BYTES && size < share && 2L * size * texts.tokens() <= MOST_TOKENS) {
            int next = Math.min(2 * size, share);
            if (held + bytes + each * (next - size) > usable) {
                break;
            }
            long more = watch(next);
            each = more > bytes ? (double) (more - bytes) / (next - size) : (double) more / next;
            size = next;
            bytes = more;
        }
        for (int passes = 1; passes <= share; passes++) {
            int microBatch = microBatch(share, passes);
            long needed = held + Math.max(0, Math.round(bytes + each * (microBatch - size)));
            if (needed <= usable) {
                return new Found(passes, microBatch, needed);
            }
        }
        throw tooLittle(String.format(
                Locale.ROOT,
                "a rank may take %.2f GB, of which %.2f can be used; parameters, gradients and moments take %.2f GB, and a"
                        + " pass over one text of %,d tokens %.2f GB",
                budget / 1e9,
                usable / 1e9,
                held / 1e9,
                texts.tokens(),
                bytes / 1e9));
    }

    private long watch(int size) {
        return ResidentMemory.growth(() -> run(size));
    }

    /**
     * In the memory of the GPU that the model is on.
     *
     * @throws JoyulException {@code CONFIG_INVALID} when one text does not fit
     */
    public Found onGpu() {
        int passes = 1;
        while (!runs(microBatch(share, passes))) {
            if (passes >= share) {
                throw tooLittle("a GPU has no room for a pass over one text of " + texts.tokens() + " tokens");
            }
            passes = Math.min(2 * passes, share);
        }
        parameters().zeroGradients();
        return new Found(passes, microBatch(share, passes), 0);
    }

    private boolean runs(int size) {
        try {
            run(size);
            return true;
        } catch (RuntimeException e) {
            if (String.valueOf(e.getMessage()).contains("out of memory")) {
                return false;
            }
            throw e;
        }
    }

    private void run(int size) {
        try (TensorScope scope = TensorScope.open()) {
            Objective.Outcome outcome = objective.forward(texts.batch(size), DropoutStream.of(0, 0, 0));
            objective.model().backward(outcome.lossSum());
        }
        moved.run();
    }

    private ParameterStore parameters() {
        return objective.model().parameters();
    }

    private static JoyulException tooLittle(String what) {
        return new JoyulException(
                ErrorCode.CONFIG_INVALID,
                "training.micro-batch: auto found none that fits: " + what
                        + "; raise training.fit.memory-gigabytes, or turn on training.compute.recompute-layers or"
                        + " training.shard-optimizer");
    }
}
