package io.joyul.tokenize;

/** Words between white space, every punctuation character a word of its own, as Hugging Face's {@code BertPreTokenizer}. */
final class BertPreTokenizer implements PreTokenizer {
    private static final byte LETTER = 0;
    private static final byte SPACE = 1;
    private static final byte PUNCTUATION = 2;
    private static final byte[] KINDS = kinds();

    @Override
    public void split(NormalizedText text, int from, int to, NormalizedText scratch, Words words) {
        char[] chars = text.chars;
        int start = from;
        int next;
        for (int i = from; i < to; i = next) {
            next = i + 1;
            byte kind = KINDS[chars[i]];
            if (Character.isHighSurrogate(chars[i])) {
                int codePoint = text.codePointAt(i);
                next = i + Character.charCount(codePoint);
                kind = kind(codePoint);
            }
            if (kind == LETTER) {
                continue;
            }
            if (start < i) {
                words.word(text, start, i);
            }
            if (kind == PUNCTUATION) {
                words.word(text, i, next);
            }
            start = next;
        }
        if (start < to) {
            words.word(text, start, to);
        }
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
            kinds[unit] = kind(unit);
        }
        return kinds;
    }
}
