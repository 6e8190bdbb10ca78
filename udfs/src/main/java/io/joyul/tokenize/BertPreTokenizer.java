package io.joyul.tokenize;

/** Words between white space, every punctuation character a word of its own, as Hugging Face's {@code BertPreTokenizer}. */
final class BertPreTokenizer implements PreTokenizer {
    private static final byte LETTER = 0;
    private static final byte SPACE = 1;
    private static final byte PUNCTUATION = 2;
    /** The first unit of a character whose kind its second decides too. */
    private static final byte SURROGATE = 3;

    private static final byte[] KINDS = kinds();

    @Override
    public void split(NormalizedText text, int from, int to, NormalizedText scratch, Words words) {
        char[] chars = text.chars;
        int start = from;
        for (int block = from; block < to; block += Long.SIZE) {
            int size = Math.min(Long.SIZE, to - block);
            for (long stops = stops(chars, block, size); stops != 0; stops &= stops - 1) {
                int i = block + Long.numberOfTrailingZeros(stops);
                int next = i + 1;
                byte kind = KINDS[chars[i]];
                if (kind == SURROGATE) {
                    int codePoint = text.codePointAt(i);
                    next = i + Character.charCount(codePoint);
                    kind = kind(codePoint);
                    if (kind == LETTER) {
                        continue;
                    }
                }
                if (start < i) {
                    words.word(text, start, i);
                }
                if (kind == PUNCTUATION) {
                    words.word(text, i, next);
                }
                start = next;
            }
        }
        if (start < to) {
            words.word(text, start, to);
        }
    }

    /** A bit for each unit that may end a word: words differ in length at random, and guesses that fail cost the most. */
    private static long stops(char[] chars, int from, int size) {
        long stops = 0;
        for (int i = 0; i < size; i++) {
            // 1 for each of the kinds but the letter's, which is 0.
            stops |= (long) (KINDS[chars[from + i]] + 3 >> 2) << i;
        }
        return stops;
    }

    private static byte kind(int codePoint) {
        if (BertCharacters.whitespace(codePoint)) {
            return SPACE;
        }
        return BertCharacters.punctuation(codePoint) ? PUNCTUATION : LETTER;
    }

    private static byte[] kinds() {
        byte[] kinds = new byte[0x10000];
        for (int unit = 0; unit < kinds.length; unit++) {
            kinds[unit] = Character.isHighSurrogate((char) unit) ? SURROGATE : kind(unit);
        }
        return kinds;
    }
}
