package io.joyul.example;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.tokenize.Encoding;
import io.joyul.tokenize.Tokenizer;
import io.joyul.tokenize.Truncation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A tokenizer with what the makers ask of it. */
final class TextEncoder {
    private static final List<String> UNKNOWN = List.of("[UNK]", "<unk>");
    private static final List<String> MASKS = List.of("[MASK]", "<mask>");
    private static final List<String> ENDS = List.of("</s>", "<|endoftext|>", "<|im_end|>", "[SEP]");

    private final Tokenizer tokenizer;
    private final Tokenizer whole;
    private final int maxLength;
    private final int unknownId;
    private final int[] before;
    private final int[] after;

    TextEncoder(Tokenizer tokenizer, int maxLength) {
        this.tokenizer = tokenizer;
        this.whole = tokenizer.with(null, null);
        this.maxLength = maxLength;
        this.unknownId = first(UNKNOWN).orElse(-1);
        // What the tokenizer puts around a text shows on any text.
        Encoding sample = whole.encode("a");
        int[] special = IntStream.range(0, sample.length())
                .filter(i -> sample.specialTokensMask()[i] == 1)
                .toArray();
        int text = IntStream.range(0, sample.length())
                .filter(i -> sample.specialTokensMask()[i] == 0)
                .findFirst()
                .orElse(special.length);
        this.before = Arrays.copyOf(sample.ids(), text);
        this.after = Arrays.copyOfRange(sample.ids(), sample.length() - (special.length - text), sample.length());
        if (maxLength <= special.length) {
            throw new JoyulException(
                    ErrorCode.CONFIG_INVALID,
                    "preprocess.max-length of " + maxLength + " has no room for a token beside the " + special.length
                            + " special tokens around every text; allow more");
        }
    }

    Tokenizer tokenizer() {
        return tokenizer;
    }

    int maxLength() {
        return maxLength;
    }

    /** Tokens that a text may have beside the special ones around it. */
    int room() {
        return maxLength - before.length - after.length;
    }

    /** Special tokens around and between two texts. */
    int pairSpecials() {
        return Arrays.stream(whole.encode("a", "a").specialTokensMask()).sum();
    }

    /** The whole of a text, special tokens included. */
    Encoding whole(String text) {
        return whole.encode(text);
    }

    /** A tokenizer that cuts. */
    Tokenizer truncating(Truncation truncation) {
        return tokenizer.with(truncation, null);
    }

    /** The whole of a text without special tokens. */
    int[] bare(String text) {
        return bare(whole.encode(text));
    }

    /** The ids that are no special tokens. */
    static int[] bare(Encoding encoding) {
        return IntStream.range(0, encoding.length())
                .filter(i -> encoding.specialTokensMask()[i] == 0)
                .map(i -> encoding.ids()[i])
                .toArray();
    }

    /** Ids with the special tokens that stand around a text. */
    int[] framed(int[] text) {
        int[] framed = Arrays.copyOf(before, before.length + text.length + after.length);
        System.arraycopy(text, 0, framed, before.length, text.length);
        System.arraycopy(after, 0, framed, before.length + text.length, after.length);
        return framed;
    }

    TokenCounts count(Encoding encoding) {
        return TokenCounts.of(encoding, unknownId);
    }

    /** Counts ids that hold no special token. */
    TokenCounts count(int[] bare) {
        int unknown = (int) Arrays.stream(bare).filter(id -> id == unknownId).count();
        return new TokenCounts(bare.length - unknown, unknown);
    }

    int maskId() {
        return first(MASKS).orElseThrow(() -> missing("a mask token: " + String.join(" or ", MASKS)));
    }

    /** The token that ends a text: the one asked for; for {@code auto} the first of the usual ones, if there is any. */
    Optional<Integer> endId(String asked) {
        if (asked.equals("auto")) {
            return first(ENDS);
        }
        Integer id = tokenizer.idOf(asked);
        if (id == null) {
            throw missing(asked + ", which preprocess.examples.end-token names");
        }
        return Optional.of(id);
    }

    /** T5's sentinels, as many as there are. */
    List<Integer> sentinels() {
        List<Integer> sentinels = IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> Optional.ofNullable(tokenizer.idOf("<extra_id_" + i + ">")))
                .takeWhile(Optional::isPresent)
                .map(Optional::get)
                .toList();
        if (sentinels.isEmpty()) {
            throw missing("sentinels <extra_id_0>, <extra_id_1> …, which T5's denoising needs; take"
                    + " preprocess.examples.denoising: infilling or another tokenizer");
        }
        return sentinels;
    }

    private Optional<Integer> first(List<String> tokens) {
        for (String token : tokens) {
            Integer id = tokenizer.idOf(token);
            if (id != null) {
                return Optional.of(id);
            }
        }
        return Optional.empty();
    }

    private static JoyulException missing(String what) {
        return new JoyulException(ErrorCode.TOKENIZER_UNSUPPORTED, "the vocabulary lacks " + what);
    }
}
