package io.joyul.tokenize;

import io.joyul.error.JoyulException;
import java.util.function.Consumer;

/**
 * Cuts texts into the words that a tokenizer's model is asked to cut further: normalized, without special tokens. What a
 * vocabulary is trained on. For one thread.
 */
public final class WordSplitter {
    private final Parts parts;
    private final NormalizedText source = new NormalizedText(Detail.IDS);
    private final NormalizedText target = new NormalizedText(Detail.IDS);

    /**
     * @param tokenizerJson the content of a {@code tokenizer.json}; its model plays no part
     * @throws JoyulException with {@code TOKENIZER_UNSUPPORTED} when any part of it is not supported here
     */
    public WordSplitter(String tokenizerJson) {
        parts = TokenizerReader.read(tokenizerJson);
    }

    /** Hands on the words of a text in order. */
    public void words(String text, Consumer<String> words) {
        source.load(text);
        Normalizer normalizer = parts.normalizer();
        NormalizedText normalized = normalizer == null ? source : target;
        if (normalizer != null) {
            normalizer.normalize(source, 0, source.length, target);
        }
        PreTokenizer preTokenizer = parts.preTokenizer();
        if (preTokenizer == null) {
            words.accept(new String(normalized.chars, 0, normalized.length));
        } else {
            preTokenizer.split(
                    normalized,
                    0,
                    normalized.length,
                    (start, end) -> words.accept(new String(normalized.chars, start, end - start)));
        }
    }
}
