package io.joyul.tokenize;

/** The second stage of a tokenizer: cuts normalized text into words. Safe to share. */
sealed interface PreTokenizer permits BertPreTokenizer, ByteLevel, Metaspace, SpaceSplit, Split {
    /**
     * Calls {@code words} for each word in the units {@code [from, to)}, in order; no word is empty.
     *
     * @param scratch where one that rewrites the text does so, behind what is there
     */
    void split(NormalizedText text, int from, int to, NormalizedText scratch, Words words);

    /** Takes the words. */
    interface Words {
        void word(NormalizedText text, int start, int end);
    }
}
