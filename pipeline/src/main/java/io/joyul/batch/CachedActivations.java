package io.joyul.batch;

import io.joyul.batch.StepBatches.MicroBatch;
import io.joyul.shard.ActivationReader;
import java.nio.IntBuffer;
import java.util.Iterator;
import java.util.function.Function;

/**
 * Gives batches what the frozen part of a model made of their texts before.
 *
 * @param reader of the files in which it was kept
 * @param kept what was kept of a text
 * @param width H, the size of a hidden state
 */
public record CachedActivations(ActivationReader reader, Kept kept, int width) implements AutoCloseable {
    private static final int STEPS_AHEAD = 4;
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    /** What is kept of a text. */
    public enum Kept {
        /** The hidden states of all its tokens. */
        TOKENS,
        /** The first token's, which is all that a pooler takes. */
        FIRST_TOKEN
    }

    /** The key of each text of a batch: a hash of its tokens and their types, so that it is found in any order. */
    public static long[] keys(HostBatch batch) {
        int[] lengths = batch.lengths();
        IntBuffer tokens = batch.inputIds();
        IntBuffer types = batch.tokenTypeIds();
        long[] keys = new long[lengths.length];
        int at = 0;
        for (int text = 0; text < keys.length; text++) {
            long key = lengths[text];
            for (int end = at + lengths[text]; at < end; at++) {
                long type = types.capacity() == 0 ? 0 : types.get(at);
                key = (key ^ (type << 32 | tokens.get(at))) * GOLDEN_GAMMA;
                key ^= key >>> 32;
            }
            keys[text] = key;
        }
        return keys;
    }

    /** How many values are kept of each text of a batch. */
    public static int[] counts(HostBatch batch, Kept kept, int width) {
        int[] counts = new int[batch.examples()];
        for (int text = 0; text < counts.length; text++) {
            counts[text] = switch (kept) {
                case TOKENS -> batch.lengths()[text] * width;
                case FIRST_TOKEN -> width;
            };
        }
        return counts;
    }

    private HostBatch attach(HostBatch batch) {
        return batch.withActivations(reader.read(keys(batch), counts(batch, kept, width)));
    }

    /** The same batches, with activations. */
    public Iterator<HostBatch> over(Iterator<HostBatch> batches) {
        return mapped(batches, this::attach);
    }

    /** The same steps, with activations, which a thread of their own reads ahead. */
    public BatchSource over(BatchSource source) {
        return new BatchSource() {
            private Prefetch<StepBatches> current = Prefetch.none();

            @Override
            public int stepsPerEpoch() {
                return source.stepsPerEpoch();
            }

            @Override
            public Iterator<StepBatches> epoch(int epoch, int firstStep) {
                current.close();
                Iterator<StepBatches> steps = mapped(source.epoch(epoch, firstStep), CachedActivations.this::attach);
                current = Prefetch.start("activations", STEPS_AHEAD, steps, () -> {});
                return current;
            }

            @Override
            public void close() {
                current.close();
                source.close();
            }
        };
    }

    private StepBatches attach(StepBatches step) {
        return new StepBatches(
                step.epoch(),
                step.stepInEpoch(),
                step.microBatches().stream()
                        .map(micro -> new MicroBatch(micro.slot(), attach(micro.batch())))
                        .toList());
    }

    private static <T> Iterator<T> mapped(Iterator<T> items, Function<T, T> change) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return items.hasNext();
            }

            @Override
            public T next() {
                return change.apply(items.next());
            }
        };
    }

    @Override
    public void close() {
        reader.close();
    }
}
