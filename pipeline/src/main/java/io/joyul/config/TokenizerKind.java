package io.joyul.config;

/** How a trained tokenizer cuts words. */
public enum TokenizerKind {
    /** Longest match first over characters; words with unseen characters are unknown (BERT). */
    WORDPIECE,
    /** Merges of bytes; nothing is ever unknown (GPT-2, RoBERTa). */
    BYTE_BPE,
    /** The most probable pieces of a word, white space included (SentencePiece, XLM-R). */
    UNIGRAM
}
