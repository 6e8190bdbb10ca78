package io.joyul.config;

import java.util.Optional;

/**
 * One way to make new training rows out of those that are there. A new row keeps the label of its source.
 *
 * @param kind how a new text comes about
 * @param copies new rows for each row
 * @param rows share of the training rows that new ones are made of; which, is drawn by their ids
 * @param words share of the words that are changed, where the kind changes words
 * @param synonyms for insertion and synonym: a table with a word and its synonyms on each line, tabs between
 * @param translator for back-translation
 */
public record AugmentConfig(
        Kind kind,
        @Default("1") @Within("[1, 100]") int copies,
        @Default("1") @Within("(0, 1]") double rows,
        @Default("0.1") @Within("(0, 1]") double words,
        Optional<String> synonyms,
        Optional<TranslatorConfig> translator) {

    /** How a new text comes about. */
    public enum Kind {
        /** Words change places. */
        SWAP,
        /** Words are left out. */
        DELETION,
        /** Synonyms of words that are there are put in. */
        INSERTION,
        /** Marks are put between words. */
        PUNCTUATION,
        /** Synonyms stand for words. */
        SYNONYM,
        /** Keys are hit wrong, Hangul's among them. */
        TYPO,
        /** Sentences of two rows of the same label are put together. */
        MIX,
        /** Texts are translated into another language and back. */
        BACK_TRANSLATION,
        /** Questions are put to paragraphs that do not answer them. */
        NO_ANSWER;

        /** The name in run files and figures, such as {@code typo}. */
        public String label() {
            return KeyNames.of(this);
        }

        /** Whether it needs a table of synonyms. */
        boolean needsSynonyms() {
            return this == INSERTION || this == SYNONYM;
        }
    }
}
