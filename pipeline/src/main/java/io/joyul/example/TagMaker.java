package io.joyul.example;

import io.joyul.config.ExamplesConfig.TagUnits;
import io.joyul.config.ExamplesConfig.TaggedPieces;
import io.joyul.mask.Masked;
import io.joyul.preprocess.Content;
import io.joyul.preprocess.DropRule;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.tokenize.Encoding;
import io.joyul.tokenize.Tokenizer;
import io.joyul.tokenize.Truncation;
import java.util.Arrays;
import java.util.List;

/**
 * Tags moved from words or characters to tokens. A token belongs to the unit at its first character that is no space. Of
 * the tokens of a unit the first bears its tag, or all do; then the tokens after the first of a unit that is tagged
 * {@code B-X} bear {@code I-X} where there is such a tag, as in transformers' token classification.
 */
final class TagMaker implements ExampleMaker {
    private final TextEncoder encoder;
    private final Tokenizer tokenizer;
    private final List<String> labels;
    private final TagUnits units;
    private final TaggedPieces pieces;

    TagMaker(TextEncoder encoder, List<String> labels, TagUnits units, TaggedPieces pieces) {
        this.encoder = encoder;
        this.tokenizer = encoder.truncating(new Truncation(encoder.maxLength(), 0));
        this.labels = labels;
        this.units = units;
        this.pieces = pieces;
    }

    @Override
    public Kind kind() {
        return Kind.TAGGED;
    }

    @Override
    public Made make(Source row) {
        Content.Tagged tagged = row.content(Content.Tagged.class);
        String text = units.join(tagged.units());
        int[] points = text.codePoints().toArray();
        int[] unitOf = unitOf(tagged.units(), points.length);
        Encoding encoding = tokenizer.encode(text);
        int[] own = new int[encoding.length()];
        Arrays.fill(own, Masked.IGNORED);
        int before = -1;
        boolean any = false;
        for (int i = 0; i < own.length; i++) {
            int unit = encoding.specialTokensMask()[i] == 1 ? -1 : unit(encoding, i, points, unitOf);
            if (unit >= 0) {
                own[i] = label(tagged.tags().get(unit), unit == before);
                any |= own[i] != Masked.IGNORED;
                before = unit;
            }
        }
        if (!any) {
            return Made.dropped(encoder.count(encoding).none() ? DropRule.NO_TOKENS : DropRule.NO_TARGET);
        }
        Example.Tagged example =
                new Example.Tagged(row.id(), encoding.ids(), own, row.split().heldOut() ? text : null);
        return Made.of(List.of(example), !encoding.overflowing().isEmpty(), encoder.count(encoding));
    }

    /** The unit of each code point of the joined text; −1 between words. */
    private int[] unitOf(List<String> all, int points) {
        int[] unitOf = new int[points];
        Arrays.fill(unitOf, -1);
        int at = 0;
        for (int unit = 0; unit < all.size(); unit++) {
            int end = at + all.get(unit).codePointCount(0, all.get(unit).length());
            Arrays.fill(unitOf, at, end, unit);
            at = units == TagUnits.WORDS ? end + 1 : end;
        }
        return unitOf;
    }

    private static int unit(Encoding encoding, int token, int[] points, int[] unitOf) {
        int at = encoding.starts()[token];
        while (at < encoding.ends()[token] && Character.isWhitespace(points[at])) {
            at++;
        }
        return at < encoding.ends()[token] ? unitOf[at] : -1;
    }

    private int label(String tag, boolean continued) {
        if (!continued) {
            return labels.indexOf(tag);
        }
        return switch (pieces) {
            case FIRST -> Masked.IGNORED;
            case ALL -> {
                int inside = tag.startsWith("B-") ? labels.indexOf("I-" + tag.substring(2)) : -1;
                yield inside >= 0 ? inside : labels.indexOf(tag);
            }
        };
    }
}
