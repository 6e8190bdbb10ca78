package io.joyul.tokenize;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Which code points BERT's tokenizer drops, takes for punctuation, or knows as non-spacing marks. The sets stand in a
 * resource file instead of coming from {@link Character}: Hugging Face's tables are of an older Unicode, and a model's
 * input must not change with the Java version.
 */
final class BertCharacters {
    private static final Map<String, BitSet> CLASSES = read();
    private static final BitSet DROPPED = named("dropped");
    private static final BitSet PUNCTUATION = named("punctuation");
    private static final BitSet NONSPACING_MARKS = named("nonspacing-mark");

    private BertCharacters() {}

    /** Control, format and private-use characters, NUL and the replacement character; not tab and line ends. */
    static boolean dropped(int codePoint) {
        return DROPPED.get(codePoint);
    }

    static boolean punctuation(int codePoint) {
        return PUNCTUATION.get(codePoint);
    }

    static boolean nonspacingMark(int codePoint) {
        return NONSPACING_MARKS.get(codePoint);
    }

    /** Unicode's White_Space property. */
    static boolean whitespace(int codePoint) {
        return switch (codePoint) {
            case '\t', '\n', 0x0B, '\f', '\r', ' ', 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
            default -> codePoint >= 0x2000 && codePoint <= 0x200A;
        };
    }

    /** The CJK ideographs, which become words of their own. */
    static boolean ideograph(int codePoint) {
        return between(codePoint, 0x4E00, 0x9FFF)
                || between(codePoint, 0x3400, 0x4DBF)
                || between(codePoint, 0x20000, 0x2A6DF)
                || between(codePoint, 0x2A700, 0x2B81F)
                || between(codePoint, 0x2B920, 0x2CEAF)
                || between(codePoint, 0xF900, 0xFAFF)
                || between(codePoint, 0x2F800, 0x2FA1F);
    }

    private static boolean between(int codePoint, int first, int last) {
        return codePoint >= first && codePoint <= last;
    }

    private static BitSet named(String name) {
        return Objects.requireNonNull(CLASSES.get(name), name);
    }

    private static Map<String, BitSet> read() {
        String content;
        try (InputStream in = BertCharacters.class.getResourceAsStream("bert-characters.txt")) {
            content = new String(
                    Objects.requireNonNull(in, "bert-characters.txt").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, BitSet> classes = new HashMap<>();
        BitSet current = new BitSet();
        for (String line : content.lines().filter(line -> !line.startsWith("#")).toList()) {
            if (!line.startsWith(" ")) {
                current = new BitSet();
                classes.put(line, current);
                continue;
            }
            for (String range : line.strip().split(" ", -1)) {
                int dash = range.indexOf('-');
                int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash), 16);
                int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1), 16);
                current.set(first, last + 1);
            }
        }
        return classes;
    }
}
