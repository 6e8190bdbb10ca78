package io.joyul.text;

import io.joyul.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * A text as its spans of so many sentences in a row, by which text is found that stands more than once, as in the last of
 * C4's rules (Raffel et al. 2020, section 2.2, https://jmlr.org/papers/v21/20-074.html). Marks that say nothing, such as
 * a row of stars, belong to the sentence before them.
 */
public final class SentenceSpans {
    /** Bytes of a span's key: enough that no two spans of any corpus share one by chance. */
    private static final int KEY_BYTES = 16;

    private final int length;
    private final List<String> sentences;

    private SentenceSpans(int length, List<String> sentences) {
        this.length = length;
        this.sentences = sentences;
    }

    /**
     * The spans of a text.
     *
     * @param length sentences in a span, at least 1
     */
    public static SentenceSpans of(String text, int length) {
        if (length < 1) {
            throw new IllegalArgumentException("a span has at least 1 sentence, but was to have " + length);
        }
        List<String> sentences = new ArrayList<>();
        StringBuilder sentence = new StringBuilder();
        boolean said = false;
        for (String next : Sentences.whole(text)) {
            boolean says = Sentences.says(next);
            if (says && said) {
                sentences.add(sentence.toString());
                sentence.setLength(0);
            }
            said |= says;
            sentence.append(next);
        }
        if (said) {
            sentences.add(sentence.toString());
        }
        return new SentenceSpans(length, sentences);
    }

    /**
     * A key for the span that begins at each sentence, in their order; none when there are fewer sentences than a span
     * has. Spans have the same key when they differ in case and white space alone.
     */
    public List<byte[]> keys() {
        if (sentences.size() < length) {
            return List.of();
        }
        MessageDigest digest = Sha256.digest();
        List<byte[]> hashes =
                sentences.stream().map(sentence -> hash(digest, sentence)).toList();
        List<byte[]> keys = new ArrayList<>();
        for (int from = 0; from + length <= hashes.size(); from++) {
            hashes.subList(from, from + length).forEach(digest::update);
            keys.add(Arrays.copyOf(digest.digest(), KEY_BYTES));
        }
        return keys;
    }

    private static byte[] hash(MessageDigest digest, String sentence) {
        String plain = String.join(" ", new Document(sentence).words()).toLowerCase(Locale.ROOT);
        return digest.digest(plain.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * What is left of a text.
     *
     * @param removed sentences that were taken out
     */
    public record Rest(String text, int removed) {}

    /**
     * The text without the sentences of some spans.
     *
     * @param repeated where spans begin that stand elsewhere too
     * @param firsts where spans begin that stand elsewhere but are to be kept here, which saves their sentences
     */
    public Rest without(BitSet repeated, BitSet firsts) {
        BitSet removed = sentences(repeated);
        removed.andNot(sentences(firsts));
        StringBuilder rest = new StringBuilder();
        for (int i = removed.nextClearBit(0); i < sentences.size(); i = removed.nextClearBit(i + 1)) {
            rest.append(sentences.get(i));
        }
        return new Rest(rest.toString().strip(), removed.cardinality());
    }

    private BitSet sentences(BitSet spans) {
        BitSet covered = new BitSet();
        spans.stream().forEach(from -> covered.set(from, from + length));
        return covered;
    }
}
