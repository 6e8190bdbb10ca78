package io.joyul.tokenize;

import java.util.Map;

/**
 * Longest match first over a fixed vocabulary (Wu et al. 2016, https://arxiv.org/abs/1609.08144; Devlin et al. 2019,
 * https://arxiv.org/abs/1810.04805). A word that cannot be covered whole is one unknown token.
 */
final class WordPiece implements Model {
    private final Map<String, Integer> vocabulary;
    private final CharTrie beginning = new CharTrie();
    private final CharTrie continuing = new CharTrie();
    private final int unknown;
    private final int maxInputCharsPerWord;

    /**
     * @param unknown id of the token for words that cannot be covered
     * @param prefix what a token that continues a word starts with
     * @param maxInputCharsPerWord code points above which a word is unknown without being looked at
     */
    WordPiece(Map<String, Integer> vocabulary, int unknown, String prefix, int maxInputCharsPerWord) {
        this.vocabulary = Map.copyOf(vocabulary);
        this.unknown = unknown;
        this.maxInputCharsPerWord = maxInputCharsPerWord;
        vocabulary.forEach((token, id) -> {
            beginning.put(token, id);
            if (token.startsWith(prefix)) {
                continuing.put(token.substring(prefix.length()), id);
            }
        });
    }

    @Override
    public void tokenize(char[] text, int start, int end, TokenBuffer tokens) {
        int mark = tokens.size;
        if (end - start > maxInputCharsPerWord && codePoints(text, start, end) > maxInputCharsPerWord) {
            tokens.add(unknown, start, end);
            return;
        }
        int position = start;
        while (position < end) {
            int matched = match(position == start ? beginning : continuing, text, position, end, tokens);
            if (matched == position) {
                tokens.size = mark;
                tokens.add(unknown, start, end);
                return;
            }
            position = matched;
        }
    }

    @Override
    public Map<String, Integer> vocabulary() {
        return vocabulary;
    }

    @Override
    public int unknown() {
        return unknown;
    }

    /** Adds the longest token at {@code start} and returns where it ends; {@code start} when there is none. */
    private static int match(CharTrie trie, char[] text, int start, int end, TokenBuffer tokens) {
        int node = CharTrie.ROOT;
        int id = CharTrie.NONE;
        int matched = start;
        for (int i = start; i < end; i++) {
            node = trie.next(node, text[i]);
            if (node == CharTrie.NONE) {
                break;
            }
            int value = trie.value(node);
            if (value != CharTrie.NONE) {
                id = value;
                matched = i + 1;
            }
            if (trie.isLeaf(node)) {
                break;
            }
        }
        if (matched > start) {
            tokens.add(id, start, matched);
        }
        return matched;
    }

    private static int codePoints(char[] text, int start, int end) {
        return Character.codePointCount(text, start, end - start);
    }
}
