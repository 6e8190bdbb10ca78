package io.joyul.tokenize;

/**
 * The words of GPT-2: a text of bytes, of which a word takes the space before it along. That the model then reads bytes
 * is the model's part ({@link ByteSymbols}).
 *
 * @param prefixSpace whether a text that begins with no space gets one
 * @param cut whether words are cut by GPT-2's pattern; else the text stays one
 */
record ByteLevel(boolean prefixSpace, boolean cut) implements PreTokenizer {
    private static final ByteLevelWords.Gpt2 PATTERN = new ByteLevelWords.Gpt2();

    @Override
    public void split(NormalizedText text, int from, int to, NormalizedText scratch, Words words) {
        NormalizedText current = text;
        int begin = from;
        int stop = to;
        if (prefixSpace && text.chars[from] != ' ') {
            begin = scratch.length;
            scratch.append(' ', text, from);
            scratch.append(text, from, to);
            current = scratch;
            stop = scratch.length;
        }
        if (cut) {
            PATTERN.words(current, begin, stop, words);
        } else {
            words.word(current, begin, stop);
        }
    }
}
