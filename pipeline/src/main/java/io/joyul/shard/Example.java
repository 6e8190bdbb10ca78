package io.joyul.shard;

import org.jspecify.annotations.Nullable;

/** One tokenised example as a shard holds it. Arrays are the example's own; nobody changes them after writing. */
public sealed interface Example permits Example.Masked, Example.Labelled {
    /** Stable across runs: the row's own id or a hash of its content. */
    long id();

    /** Token ids, special tokens included, without padding. */
    int[] inputIds();

    /**
     * A masked-language-model example.
     *
     * @param labels as long as {@code inputIds}: the original token at a target, −100 elsewhere
     */
    record Masked(long id, int[] inputIds, int[] labels) implements Example {}

    /**
     * A labelled example.
     *
     * @param label index of the class
     * @param text the normalised text, for the report's worst mistakes
     */
    record Labelled(
            long id, int[] inputIds, int label, @Nullable String text) implements Example {}
}
