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
        for (int block = copied; block < scratch.length; block += Long.SIZE) {
            long marks = marks(scratch.chars, block, Math.min(Long.SIZE, scratch.length - block));
            for (long left = cut ? marks : 0; left != 0; left &= left - 1) {
                int i = block + Long.numberOfTrailingZeros(left);
                if (i > start) {
                    words.word(scratch, start, i);
                    start = i;
                }
            }
        }
        words.word(scratch, start, scratch.length);
    }

    /** Turns spaces into marks, and gives a bit for each mark: with nothing to guess, as words differ in length at random. */
    private long marks(char[] chars, int from, int size) {
        long marks = 0;
        for (int i = 0; i < size; i++) {
            int unit = chars[from + i];
            unit ^= -isZero(unit ^ ' ') & (' ' ^ mark);
            chars[from + i] = (char) unit;
            marks |= (long) isZero(unit ^ mark) << i;
        }
        return marks;
    }

    /** 1 for 0, and 0 for a number above it. */
    private static int isZero(int number) {
        return number - 1 >>> Integer.SIZE - 1;
    }
}
