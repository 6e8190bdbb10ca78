package io.joyul.sweep;

/**
 * What a stretch of training took.
 *
 * @param seconds from its start to its end
 * @param slotSeconds of all ranks
 * @param steps optimizer steps
 * @param tokens over all ranks
 */
public record Cost(double seconds, double slotSeconds, long steps, long tokens) {
    public static Cost none() {
        return new Cost(0, 0, 0, 0);
    }

    /** Of both together. */
    public Cost plus(Cost other) {
        return new Cost(
                seconds + other.seconds, slotSeconds + other.slotSeconds, steps + other.steps, tokens + other.tokens);
    }
}
