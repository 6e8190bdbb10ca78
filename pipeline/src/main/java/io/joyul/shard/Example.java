package io.joyul.shard;

import org.jspecify.annotations.Nullable;

/**
 * One tokenised example as a shard holds it. Arrays are the example's own; nobody changes them after writing.
 *
 * <p>A kind of example is its record: it begins with {@code long id, int[] inputIds}, and each further component is a
 * column of the shard, of type {@code int}, {@code long}, {@code float}, {@code int[]} ({@link PerToken} where it has
 * one value for each token) or nullable {@code String}. A new kind is a record here and a constant in {@link
 * ShardManifest.Kind}; nothing else in this package changes.
 */
public sealed interface Example permits Example.Masked, Example.Maskable, Example.Labelled {
    /** Stable across runs: the row's own id or a hash of its content. */
    long id();

    /** Token ids, special tokens included, without padding; never empty. */
    int[] inputIds();

    /**
     * A masked-language-model example.
     *
     * @param labels the original token at a target, −100 elsewhere
     */
    record Masked(long id, int[] inputIds, @PerToken int[] labels) implements Example {}

    /**
     * An example that is masked anew each time it is read.
     *
     * @param groups tokens side by side with the same number are hidden together, −1 for those that never are
     */
    record Maskable(long id, int[] inputIds, @PerToken int[] groups) implements Example {}

    /**
     * A labelled example.
     *
     * @param label index of the class
     * @param text the normalised text, for the report's worst mistakes
     */
    record Labelled(
            long id, int[] inputIds, int label, @Nullable String text) implements Example {}
}
