package io.joyul.shard;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One tokenised example as a shard holds it. Arrays are the example's own; nobody changes them after writing.
 *
 * <p>A kind of example is its record: it begins with {@code long id, int[] inputIds}, and each further component is a
 * column of the shard, of type {@code int}, {@code long}, {@code float}, {@code int[]} ({@link PerToken} where it has
 * one value for each token) or nullable {@code String}. A new kind is a record here and a constant in {@link
 * ShardManifest.Kind}; nothing else in this package changes.
 */
public sealed interface Example extends Serializable
        permits Example.Masked,
                Example.Maskable,
                Example.Labelled,
                Example.Pair,
                Example.Tagged,
                Example.Span,
                Example.Window,
                Example.Causal,
                Example.SequenceToSequence,
                Example.Replaced,
                Example.Segments,
                Example.Preference,
                Example.Ranking {
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

    /**
     * Two texts in one sequence and the class of their relation.
     *
     * @param tokenTypeIds 0 for the first text, 1 for the second
     * @param text both, for the report's worst mistakes
     */
    record Pair(
            long id,
            int[] inputIds,
            @PerToken int[] tokenTypeIds,
            int label,
            @Nullable String text) implements Example {}

    /**
     * A text with a tag for each word or character.
     *
     * @param labels index of the tag where a token bears one, −100 elsewhere
     */
    record Tagged(
            long id,
            int[] inputIds,
            @PerToken int[] labels,
            @Nullable String text) implements Example {}

    /**
     * A question and one window of a paragraph.
     *
     * @param tokenTypeIds segments as the tokenizer has them: BERT's has 0 for the question and 1 for the paragraph
     * @param window counted from 0; windows of one question have the same id
     * @param start place of the answer's first token; 0, the place of the classification token, when the window does not
     *     hold the whole answer
     * @param end place of the answer's last token; 0 likewise
     * @param textStarts code point of the paragraph at which a token begins, −1 for tokens of something else
     * @param textEnds code point before which it ends, −1 likewise
     * @param key what the data set calls the question
     * @param text the paragraph of a held-out question
     * @param answers the answers to a held-out question, a JSON array of texts
     */
    record Span(
            long id,
            int[] inputIds,
            @PerToken int[] tokenTypeIds,
            int window,
            int start,
            int end,
            @PerToken int[] textStarts,
            @PerToken int[] textEnds,
            @Nullable String key,
            @Nullable String text,
            @Nullable String answers)
            implements Example {}

    /**
     * One window of a document, with the document's class.
     *
     * @param id of the document, so that the scores of its windows can be pooled
     * @param window counted from 0
     * @param windows of the document
     */
    record Window(
            long id,
            int[] inputIds,
            int window,
            int windows,
            int label,
            @Nullable String text) implements Example {}

    /**
     * A text to be said from left to right. As in transformers, labels stand at their token's own place; the model shifts
     * them.
     *
     * @param labels the token where it is to be learnt, −100 elsewhere
     * @param window counted from 0, of a text that is longer than one example
     */
    record Causal(long id, int[] inputIds, @PerToken int[] labels, int window) implements Example {}

    /**
     * What an encoder reads and what the decoder is to say.
     *
     * @param labels ids that the decoder gives out, special tokens included; of any length
     */
    record SequenceToSequence(long id, int[] inputIds, int[] labels, int window) implements Example {}

    /**
     * A text in which some tokens are others than they were.
     *
     * @param labels 1 for a replaced token, 0 for an original one, −100 for special ones
     */
    record Replaced(long id, int[] inputIds, @PerToken int[] labels) implements Example {}

    /**
     * Two passages with hidden tokens.
     *
     * @param tokenTypeIds 0 for the first passage, 1 for the second
     * @param labels the original token where it is hidden, −100 elsewhere
     * @param label 0 when the second passage follows the first, else 1
     */
    record Segments(
            long id,
            int[] inputIds,
            @PerToken int[] tokenTypeIds,
            @PerToken int[] labels,
            int label) implements Example {}

    /**
     * A prompt with a better and a worse answer.
     *
     * @param inputIds the prompt and the better answer
     * @param labels the token in the answer, −100 in the prompt
     * @param rejectedIds the prompt and the worse answer
     * @param rejectedLabels as long as {@code rejectedIds}
     */
    record Preference(long id, int[] inputIds, @PerToken int[] labels, int[] rejectedIds, int[] rejectedLabels)
            implements Example {}

    /**
     * A text with candidates, each pair of the two a sequence of its own.
     *
     * @param inputIds of all sequences, one after the other
     * @param tokenTypeIds 0 for the text, 1 for the candidate
     * @param lengths tokens of each sequence
     * @param relevances one for each, the higher the better
     */
    record Ranking(
            long id,
            int[] inputIds,
            @PerToken int[] tokenTypeIds,
            int[] lengths,
            int[] relevances,
            @Nullable String text)
            implements Example {}
}
