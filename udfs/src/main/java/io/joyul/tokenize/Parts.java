package io.joyul.tokenize;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a tokenizer.json holds, read and checked.
 *
 * @param normalizer null: the text stays as it is
 * @param preTokenizer null: all of the text between added tokens is one word
 * @param decoder null: tokens are joined by spaces
 * @param unknown what the model calls its unknown token
 */
record Parts(
        List<AddedToken> addedTokens,
        @Nullable Normalizer normalizer,
        @Nullable PreTokenizer preTokenizer,
        Model model,
        TemplateProcessing postProcessor,
        @Nullable Decoder decoder,
        @Nullable Truncation truncation,
        @Nullable Padding padding,
        String unknown) {

    Parts {
        addedTokens = List.copyOf(addedTokens);
    }

    Parts with(@Nullable Truncation newTruncation, @Nullable Padding newPadding) {
        return new Parts(
                addedTokens,
                normalizer,
                preTokenizer,
                model,
                postProcessor,
                decoder,
                newTruncation,
                newPadding,
                unknown);
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
        return new AddedTokenMatcher(
                normalized,
                normalized.stream().map(token -> normalForm(token.content())).toList());
    }

    private String normalForm(String content) {
        if (normalizer == null) {
            return content;
        }
        NormalizedText source = new NormalizedText(Detail.IDS);
        NormalizedText target = new NormalizedText(Detail.IDS);
        source.load(content);
        normalizer.normalize(source, 0, source.length, target);
        return new String(target.chars, 0, target.length);
    }
}
