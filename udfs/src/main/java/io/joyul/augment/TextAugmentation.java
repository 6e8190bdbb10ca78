package io.joyul.augment;

import java.util.Optional;

/** Makes a new text out of one. */
public sealed interface TextAugmentation extends Augmentation
        permits RandomSwap, RandomDeletion, RandomInsertion, PunctuationInsertion, SynonymReplacement, KeyboardNoise {
    /**
     * Another text of much the same meaning.
     *
     * @param seed the same one gives the same text
     * @return nothing when there is too little in the text to change
     */
    Optional<String> apply(String text, long seed);
}
