package io.joyul.tokenize;

import java.util.Map;

/** Each word a token, or unknown. */
final class WordLevel implements Model {
    private final Map<String, Integer> vocabulary;
    private final CharTrie words = new CharTrie();
    private final int unknown;

    WordLevel(Map<String, Integer> vocabulary, int unknown) {
        this.vocabulary = Map.copyOf(vocabulary);
        this.unknown = unknown;
        vocabulary.forEach(words::put);
    }

    @Override
    public void tokenize(char[] text, int start, int end, TokenBuffer tokens) {
        int id = words.find(text, start, end);
        tokens.add(id == CharTrie.NONE ? unknown : id, start, end);
    }

    @Override
    public Map<String, Integer> vocabulary() {
        return vocabulary;
    }

    @Override
    public int unknown() {
        return unknown;
    }
}
