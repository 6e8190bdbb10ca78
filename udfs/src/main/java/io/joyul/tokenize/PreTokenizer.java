package io.joyul.tokenize;

/** The second stage of a tokenizer: cuts normalized text into words. Safe to share. */
sealed interface PreTokenizer permits BertPreTokenizer {
    /** Calls {@code words} for each word in the units {@code [from, to)}, in order; no word is empty. */
    void split(NormalizedText text, int from, int to, Words words);

    /** Takes the words. */
    interface Words {
        void word(int start, int end);
    }
}
