package io.joyul.tokenize;

import io.joyul.error.JoyulException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * SentencePiece's character map (Kudo and Richardson 2018, https://arxiv.org/abs/1808.06226), as XLM-R's tokenizer
 * carries it: a double-array trie over UTF-8 bytes, whose values point into a buffer of zero-ended replacements.
 *
 * <p>As Hugging Face reads it, a grapheme cluster of fewer than six bytes is looked up as one, and is replaced whole by
 * what its shortest known prefix becomes; in all others each character is looked up by itself.
 */
final class Precompiled implements Normalizer {
    private static final int LONGEST_GRAPHEME = 6;
    private static final Pattern GRAPHEME = Pattern.compile("\\X");
    private static final int PLANE = 0x10000;

    private final int[] trie;
    private final byte[] replacements;
    /** What each unit of the basic plane becomes by itself; null: itself. */
    private final @Nullable String[] single = new @Nullable String[PLANE];
    /** Whether a unit may belong to the grapheme before it. */
    private final boolean[] extending = new boolean[PLANE];

    private Precompiled(int[] trie, byte[] replacements) {
        this.trie = trie;
        this.replacements = replacements;
        for (int unit = 0; unit < PLANE; unit++) {
            boolean surrogate = Character.isSurrogate((char) unit);
            single[unit] = lookUp(surrogate ? "\uFFFD" : String.valueOf((char) unit));
            extending[unit] = unit == '\n' || unit >= 0x80 && extending((char) unit);
        }
    }

    private static boolean extending(char unit) {
        // A letter in front is no prefix class itself, so whatever stays with it extends. Hangul jamo join each other.
        boolean jamo = unit >= 0x1100 && unit <= 0x11FF;
        return jamo
                || Character.isSurrogate(unit)
                || GRAPHEME.matcher("a" + unit).results().count() == 1;
    }

    /**
     * Reads the base 64 text in a file.
     *
     * @throws JoyulException {@code TOKENIZER_UNSUPPORTED} when it is no character map
     */
    static Precompiled read(String charsMap) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(charsMap);
        } catch (IllegalArgumentException e) {
            throw Fields.unsupported("normalizer.precompiled_charsmap is not base 64: " + e.getMessage());
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int size = bytes.length < Integer.BYTES ? -1 : buffer.getInt();
        if (size < Integer.BYTES || size > buffer.remaining() || size % Integer.BYTES != 0) {
            throw Fields.unsupported("normalizer.precompiled_charsmap of " + bytes.length
                    + " bytes says that its trie has " + size + "; it is cut or damaged");
        }
        int[] trie = new int[size / Integer.BYTES];
        buffer.asIntBuffer().get(trie);
        return new Precompiled(trie, Arrays.copyOfRange(bytes, Integer.BYTES + size, bytes.length));
    }

    @Override
    public void normalize(NormalizedText source, int from, int to, NormalizedText target) {
        target.length = 0;
        target.reserve(to - from);
        int next;
        for (int i = from; i < to; i = next) {
            next = source.next(i);
            if (next == to || !extending[source.chars[next]]) {
                character(source, i, next, target);
                continue;
            }
            while (next < to && extending[source.chars[next]]) {
                next = source.next(next);
            }
            Matcher graphemes = GRAPHEME.matcher(new String(source.chars, i, next - i));
            while (graphemes.find()) {
                grapheme(source, i + graphemes.start(), i + graphemes.end(), target);
            }
        }
    }

    private void grapheme(NormalizedText source, int from, int to, NormalizedText target) {
        String text = new String(source.chars, from, to - from);
        String whole = text.getBytes(StandardCharsets.UTF_8).length < LONGEST_GRAPHEME ? lookUp(text) : null;
        if (whole != null) {
            replace(source, from, to, whole, target);
            return;
        }
        int next;
        for (int i = from; i < to; i = next) {
            next = source.next(i);
            character(source, i, next, target);
        }
    }

    private void character(NormalizedText source, int from, int to, NormalizedText target) {
        String replacement =
                to == from + 1 ? single[source.chars[from]] : lookUp(new String(source.chars, from, to - from));
        if (replacement == null) {
            target.append(source, from, to);
        } else {
            replace(source, from, to, replacement, target);
        }
    }

    /** The n-th character of the replacement comes from the n-th replaced; further ones from the last. */
    private static void replace(NormalizedText source, int from, int to, String replacement, NormalizedText target) {
        int origin = from;
        for (int i = 0; i < replacement.length(); i = replacement.offsetByCodePoints(i, 1)) {
            target.append(Character.toString(replacement.codePointAt(i)), source, origin);
            int next = source.next(origin);
            origin = next < to ? next : origin;
        }
    }

    /** What the shortest known prefix of a text becomes, or null. */
    private @Nullable String lookUp(String text) {
        int position = offset(trie[0]);
        for (byte unit : text.getBytes(StandardCharsets.UTF_8)) {
            int value = unit & 0xFF;
            if (value == 0) {
                return null;
            }
            position ^= value;
            if (position < 0 || position >= trie.length || (trie[position] & 0x800000FF) != value) {
                return null;
            }
            boolean leaf = (trie[position] >>> 8 & 1) == 1;
            position ^= offset(trie[position]);
            if (leaf) {
                return position < 0 || position >= trie.length ? null : replacement(trie[position] & 0x7FFFFFFF);
            }
        }
        return null;
    }

    private static int offset(int cell) {
        return (cell >>> 10) << ((cell & 1 << 9) >>> 6);
    }

    private @Nullable String replacement(int start) {
        if (start >= replacements.length) {
            return null;
        }
        int end = start;
        while (end < replacements.length && replacements[end] != 0) {
            end++;
        }
        return new String(replacements, start, end - start, StandardCharsets.UTF_8);
    }
}
