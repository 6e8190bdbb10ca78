package io.joyul.preprocess;

import io.joyul.mask.Grouped;
import io.joyul.mask.Groups;
import io.joyul.mask.Unit;
import io.joyul.text.KoreanMorphemes;
import io.joyul.tokenize.Encoding;
import io.joyul.tokenize.SpecialTokens;
import io.joyul.tokenize.Tokenizer;
import io.joyul.tokenize.Truncation;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Token ids with the groups that a masking hides whole. One partition has one; one thread at a time. */
public final class GroupedEncoder {
    private final Tokenizer tokenizer;
    private final Tokenizer truncating;
    private final Tokenizer whole;
    private final SpecialTokens special;
    private final Unit unit;
    private final int maxLength;
    /** Only for morphemes, since the dictionary takes time and memory. */
    private final @Nullable KoreanMorphemes morphemes;

    /**
     * @param unit what the masking hides whole
     * @param maxLength tokens that a text is cut to, special ones included
     */
    public GroupedEncoder(Tokenizer tokenizer, Unit unit, int maxLength) {
        this.tokenizer = tokenizer;
        this.truncating = tokenizer.with(new Truncation(maxLength, 0), null);
        this.whole = tokenizer.with(null, null);
        this.special = tokenizer.specialTokens();
        this.unit = unit;
        this.maxLength = maxLength;
        this.morphemes = unit == Unit.MORPHEME ? new KoreanMorphemes() : null;
    }

    /** The beginning of a text, special tokens included. */
    Grouped encode(String text) {
        if (unit == Unit.TOKEN) {
            // Without offsets, which cost time.
            int[] ids = tokenizer.encode(text, maxLength);
            return new Grouped(ids, Groups.ofTokens(ids, special));
        }
        Encoding encoding = truncating.encode(text);
        return new Grouped(encoding.ids(), groups(encoding, text));
    }

    /** The whole of a text, without the special tokens around it. */
    public Grouped bare(String text) {
        Encoding encoding = whole.encode(text);
        int[] groups = groups(encoding, text);
        int[] own = IntStream.range(0, encoding.length())
                .filter(token -> encoding.specialTokensMask()[token] == 0)
                .toArray();
        return new Grouped(
                Arrays.stream(own).map(token -> encoding.ids()[token]).toArray(),
                Arrays.stream(own).map(token -> groups[token]).toArray());
    }

    private int[] groups(Encoding encoding, String text) {
        return switch (unit) {
            case TOKEN -> Groups.ofTokens(encoding.ids(), special);
            case WORD -> Groups.ofWords(encoding, text);
            case MORPHEME ->
                Groups.ofMorphemes(
                        encoding, text, Objects.requireNonNull(morphemes).of(text));
        };
    }
}
