package io.joyul.train;

/**
 * How a step is computed.
 *
 * @param bucketBytes of gradients that travel together
 * @param slots micro-batches of the global batch, whose gradients are added up in a fixed tree; 0: in any order
 * @param nonFinite what is done about a loss that is no number
 */
public record EngineOptions(long bucketBytes, int slots, NonFinitePolicy nonFinite) {
    /** Large enough that a bucket's latency is small beside its bytes, small enough that the first goes out early. */
    public static final long DEFAULT_BUCKET_BYTES = 4L << 20;

    public static final EngineOptions DEFAULTS = new EngineOptions(DEFAULT_BUCKET_BYTES, 0, NonFinitePolicy.STOP);

    /** The same with another size of buckets. */
    public EngineOptions withBucketBytes(long bytes) {
        return new EngineOptions(bytes, slots, nonFinite);
    }

    /** The same with gradients added up in a fixed tree. */
    public EngineOptions deterministic(int slotsOfAStep) {
        return new EngineOptions(bucketBytes, slotsOfAStep, nonFinite);
    }

    /** The same with another way with losses that are no numbers. */
    public EngineOptions with(NonFinitePolicy policy) {
        return new EngineOptions(bucketBytes, slots, policy);
    }
}
