package io.joyul.tokenize;

/** Words between white space, as Hugging Face's {@code WhitespaceSplit}. */
record SpaceSplit() implements PreTokenizer {
    @Override
    public void split(NormalizedText text, int from, int to, NormalizedText scratch, Words words) {
        int start = from;
        for (int i = from; i < to; i++) {
            if (BertCharacters.whitespace(text.chars[i])) {
                if (start < i) {
                    words.word(text, start, i);
                }
                start = i + 1;
            }
        }
        if (start < to) {
            words.word(text, start, to);
        }
    }
}
