package io.joyul.tokenize;

import io.joyul.error.JoyulException;
import java.util.function.Consumer;

/**
 * Cuts texts into the words that a tokenizer's model is asked to cut further: normalized, without special tokens. What a
 * vocabulary is trained on. For one thread.
 */
public final class WordSplitter {
    private final Normalization normalization;
    private final PreTokenization preTokenization;
    private final NormalizedText source = new NormalizedText(Detail.IDS);
    private Consumer<String> words = word -> {};

    /**
     * @param tokenizerJson the content of a {@code tokenizer.json}; its model plays no part
     * @throws JoyulException with {@code TOKENIZER_UNSUPPORTED} when any part of it is not supported here
     */
    public WordSplitter(String tokenizerJson) {
        Parts parts = TokenizerReader.read(tokenizerJson);
        normalization = new Normalization(parts.normalizers(), Detail.IDS);
        preTokenization = new PreTokenization(
                parts.preTokenizers(),
                Detail.IDS,
                (text, start, end) -> words.accept(new String(text.chars, start, end - start)));
    }

    /** Hands on the words of a text in order; those of a byte-level tokenizer as text, not yet as bytes. */
    public void words(String text, Consumer<String> taker) {
        words = taker;
        source.load(text);
        NormalizedText normalized =
                normalization.changesNothing() ? source : normalization.of(source, 0, source.length);
        if (normalized.length > 0) {
            preTokenization.split(normalized, 0, normalized.length);
        }
    }
}
