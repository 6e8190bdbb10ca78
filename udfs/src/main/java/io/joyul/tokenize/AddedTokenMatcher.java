package io.joyul.tokenize;

import java.util.List;

/** Finds added tokens in a text: the leftmost first, and of those the longest, as Hugging Face does. */
final class AddedTokenMatcher {
    /** Takes the parts of a text, in order and without gaps. */
    interface Pieces {
        /** Ordinary text; never empty. */
        void text(int start, int end);

        /** An added token. */
        void token(int id, int start, int end);
    }

    private final List<AddedToken> tokens;
    private final CharTrie trie = new CharTrie();
    /** One bit for each unit that a token begins with. */
    private final long[] firstUnits = new long[0x10000 / Long.SIZE];

    /**
     * @param tokens what to look for
     * @param contents how each of them is written in the text that is searched
     */
    AddedTokenMatcher(List<AddedToken> tokens, List<String> contents) {
        this.tokens = List.copyOf(tokens);
        for (int i = 0; i < tokens.size(); i++) {
            String content = contents.get(i);
            if (!content.isEmpty()) {
                trie.put(content, i);
                firstUnits[content.charAt(0) / Long.SIZE] |= 1L << content.charAt(0);
            }
        }
    }

    /** Cuts the units {@code [from, to)}. */
    void split(NormalizedText text, int from, int to, Pieces pieces) {
        int done = from;
        int position = from;
        while (true) {
            position = candidate(text.chars, position, to);
            if (position == to) {
                break;
            }
            int end = matchEnd(text, position, to);
            if (end == position) {
                position++;
                continue;
            }
            AddedToken token = tokens.get(matchAt(text, position, end));
            int start = position;
            position = end;
            if (token.singleWord() && touchesWord(text, from, to, start, end)) {
                continue;
            }
            int stop = end;
            if (token.lstrip()) {
                start = Math.max(done, spaceBefore(text, from, start));
            }
            if (token.rstrip()) {
                stop = spaceAfter(text, end, to);
            }
            if (done < start) {
                pieces.text(done, start);
            }
            pieces.token(token.id(), start, stop);
            done = stop;
        }
        if (done < to) {
            pieces.text(done, to);
        }
    }

    /** The next place at which a token may begin, or {@code to}. */
    private int candidate(char[] chars, int from, int to) {
        if (tokens.isEmpty()) {
            return to;
        }
        long[] units = firstUnits;
        int position = from;
        while (position < to && (units[chars[position] / Long.SIZE] >>> chars[position] & 1) == 0) {
            position++;
        }
        return position;
    }

    private int matchEnd(NormalizedText text, int start, int to) {
        int node = CharTrie.ROOT;
        int end = start;
        for (int i = start; i < to; i++) {
            node = trie.next(node, text.chars[i]);
            if (node == CharTrie.NONE) {
                break;
            }
            if (trie.value(node) != CharTrie.NONE) {
                end = i + 1;
            }
        }
        return end;
    }

    private int matchAt(NormalizedText text, int start, int end) {
        int node = CharTrie.ROOT;
        for (int i = start; i < end; i++) {
            node = trie.next(node, text.chars[i]);
        }
        return trie.value(node);
    }

    private static boolean touchesWord(NormalizedText text, int from, int to, int start, int end) {
        boolean before = start > from && UnicodeClasses.word(Character.codePointBefore(text.chars, start, from));
        return before || (end < to && UnicodeClasses.word(text.codePointAt(end)));
    }

    private static int spaceBefore(NormalizedText text, int from, int start) {
        int first = start;
        while (first > from && BertCharacters.whitespace(text.chars[first - 1])) {
            first--;
        }
        return first;
    }

    private static int spaceAfter(NormalizedText text, int end, int to) {
        int last = end;
        while (last < to && BertCharacters.whitespace(text.chars[last])) {
            last++;
        }
        return last;
    }
}
