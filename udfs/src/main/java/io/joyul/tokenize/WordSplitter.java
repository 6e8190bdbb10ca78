package io.joyul.tokenize;

import java.util.function.Consumer;

/**
 * Cuts texts into the words that a trained WordPiece vocabulary is made from: exactly the ones that its tokenizer will
 * see. For one thread.
 */
public final class WordSplitter {
    private final Normalizer normalizer;
    private final PreTokenizer preTokenizer = new BertPreTokenizer();
    private final NormalizedText source = new NormalizedText(Detail.IDS);
    private final NormalizedText target = new NormalizedText(Detail.IDS);

    public WordSplitter(TokenizerJson.Case letters) {
        normalizer = new BertNormalizer(
                new BertNormalizer.Options(true, true, false, letters == TokenizerJson.Case.LOWERED));
    }

    /** Hands on the words of a text in order. */
    public void words(String text, Consumer<String> words) {
        source.load(text);
        normalizer.normalize(source, 0, source.length, target);
        preTokenizer.split(
                target, 0, target.length, (start, end) -> words.accept(new String(target.chars, start, end - start)));
    }
}
