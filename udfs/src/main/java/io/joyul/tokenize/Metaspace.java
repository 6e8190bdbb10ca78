package io.joyul.tokenize;

/**
 * SentencePiece's words: spaces become a visible mark, one stands before the text, and each mark begins a word.
 *
 * @param cut whether words are cut at all; if not, the text stays one
 */
record Metaspace(char mark, Scheme scheme, boolean cut) implements PreTokenizer {
    /** Which texts get a mark before them, unless they have one. */
    enum Scheme {
        ALWAYS,
        /** Only the one at the very beginning. */
        FIRST,
        NEVER
    }

    @Override
    public void split(NormalizedText text, int from, int to, NormalizedText scratch, Words words) {
        int start = scratch.length;
        scratch.reserve(to - from + 1);
        boolean marked = text.chars[from] == ' ' || text.chars[from] == mark;
        boolean prepend = !marked
                && switch (scheme) {
                    case ALWAYS -> true;
                    case FIRST -> text.beginsOriginal(from);
                    case NEVER -> false;
                };
        if (prepend) {
            scratch.append(mark, text, from);
        }
        int copied = scratch.length;
        scratch.append(text, from, to);
        char[] chars = scratch.chars;
        for (int i = copied; i < scratch.length; i++) {
            if (chars[i] == ' ') {
                chars[i] = mark;
            }
            if (chars[i] == mark && i > start && cut) {
                words.word(scratch, start, i);
                start = i;
            }
        }
        words.word(scratch, start, scratch.length);
    }
}
