package io.joyul.preprocess;

import io.joyul.mask.Groups;
import io.joyul.mask.Unit;
import io.joyul.text.KoreanMorphemes;
import io.joyul.tokenize.Encoding;
import io.joyul.tokenize.SpecialTokens;
import io.joyul.tokenize.Tokenizer;
import io.joyul.tokenize.Truncation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Token ids with the groups that a masking hides whole. One partition has one; one thread at a time. */
final class GroupedEncoder {
    private final Tokenizer tokenizer;
    private final Tokenizer truncating;
    private final SpecialTokens special;
    private final Unit unit;
    private final int maxLength;
    /** Only for morphemes, since the dictionary takes time and memory. */
    private final @Nullable KoreanMorphemes morphemes;

    /** Ids and their groups, equally long. */
    record Grouped(int[] inputIds, int[] groups) {}

    GroupedEncoder(Tokenizer tokenizer, Unit unit, int maxLength) {
        this.tokenizer = tokenizer;
        this.truncating = tokenizer.with(new Truncation(maxLength, 0), null);
        this.special = tokenizer.specialTokens();
        this.unit = unit;
        this.maxLength = maxLength;
        this.morphemes = unit == Unit.MORPHEME ? new KoreanMorphemes() : null;
    }

    Grouped encode(String text) {
        return switch (unit) {
            case TOKEN -> {
                // Without offsets, which cost time.
                int[] ids = tokenizer.encode(text, maxLength);
                yield new Grouped(ids, Groups.ofTokens(ids, special));
            }
            case WORD -> {
                Encoding encoding = truncating.encode(text);
                yield new Grouped(encoding.ids(), Groups.ofWords(encoding, text));
            }
            case MORPHEME -> {
                Encoding encoding = truncating.encode(text);
                yield new Grouped(
                        encoding.ids(),
                        Groups.ofMorphemes(
                                encoding,
                                text,
                                Objects.requireNonNull(morphemes).of(text)));
            }
        };
    }
}
