package io.joyul.tokenize;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a tokenizer.json holds, read and checked.
 *
 * @param normalizers in the order in which they run; none: the text stays as it is
 * @param preTokenizers in the order in which they cut; none: all of the text between added tokens is one word
 * @param trimming null: offsets of tokens keep the white space that belongs to them
 * @param decoder null: tokens are joined by spaces
 */
record Parts(
        List<AddedToken> addedTokens,
        List<Normalizer> normalizers,
        List<PreTokenizer> preTokenizers,
        Model model,
        TemplateProcessing postProcessor,
        @Nullable OffsetTrimming trimming,
        @Nullable Decoder decoder,
        @Nullable Truncation truncation,
        @Nullable Padding padding) {

    Parts {
        addedTokens = List.copyOf(addedTokens);
        normalizers = List.copyOf(normalizers);
        preTokenizers = List.copyOf(preTokenizers);
    }

    Parts with(@Nullable Truncation newTruncation, @Nullable Padding newPadding) {
        return new Parts(
                addedTokens,
                normalizers,
                preTokenizers,
                model,
                postProcessor,
                trimming,
                decoder,
                newTruncation,
                newPadding);
    }

    /** How much a pass must keep to find ids: whether a text stands first can be told by its offsets alone. */
    Detail detailForIds() {
        boolean askedLate = false;
        for (int i = 0; i < preTokenizers.size(); i++) {
            boolean asks =
                    preTokenizers.get(i) instanceof Metaspace metaspace && metaspace.scheme() == Metaspace.Scheme.FIRST;
            askedLate |= asks && (i > 0 || !normalizers.isEmpty());
        }
        return askedLate ? Detail.OFFSETS : Detail.IDS;
    }

    /** Finds the added tokens that are looked for in the raw text. */
    AddedTokenMatcher rawMatcher() {
        List<AddedToken> raw =
                addedTokens.stream().filter(token -> !token.normalized()).toList();
        return new AddedTokenMatcher(raw, raw.stream().map(AddedToken::content).toList());
    }

    /** Finds the added tokens that are looked for, normalized themselves, in the normalized text. */
    AddedTokenMatcher normalizedMatcher() {
        List<AddedToken> normalized =
                addedTokens.stream().filter(AddedToken::normalized).toList();
        Normalization normalization = new Normalization(normalizers, Detail.IDS);
        return new AddedTokenMatcher(
                normalized,
                normalized.stream()
                        .map(token -> normalization.of(token.content()))
                        .toList());
    }
}
