package io.joyul.tokenize;

import java.io.Serializable;

/**
 * The ids of the tokens that mean something to a BERT-type model.
 *
 * @param pad fills a batch up
 * @param unk stands for what the vocabulary cannot spell
 * @param cls begins a text; its state stands for the whole
 * @param sep ends a text
 * @param mask hides a token that is to be guessed
 */
public record SpecialTokens(int pad, int unk, int cls, int sep, int mask) implements Serializable {
    /** Whether an id is one of the five, and so no ordinary token of the text. */
    public boolean contains(int id) {
        return id == pad || id == unk || id == cls || id == sep || id == mask;
    }
}
