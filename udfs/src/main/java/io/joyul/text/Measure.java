package io.joyul.text;

import java.util.List;

/** A number that a quality rule holds against a threshold. Shares are in [0, 1]. */
enum Measure {
    CHARACTERS,
    WORDS,
    /** Words with a letter or digit. */
    PROPER_WORDS,
    /** Code points in a word with a letter or digit. */
    MEAN_WORD_LENGTH,
    /** Hash signs or ellipses, whichever are more, for each word. */
    SYMBOLS_PER_WORD,
    /** Share of the lines that start with a bullet or a hyphen. */
    BULLET_LINES,
    /** Share of the lines that end with an ellipsis. */
    ELLIPSIS_LINES,
    /** Share of the words with at least one letter. */
    ALPHABETIC_WORDS,
    SENTENCES,
    DUPLICATE_LINES,
    DUPLICATE_LINE_CHARACTERS,
    DUPLICATE_PARAGRAPHS,
    DUPLICATE_PARAGRAPH_CHARACTERS,
    TOP_2_GRAM,
    TOP_3_GRAM,
    TOP_4_GRAM,
    DUPLICATE_5_GRAMS,
    DUPLICATE_6_GRAMS,
    DUPLICATE_7_GRAMS,
    DUPLICATE_8_GRAMS,
    DUPLICATE_9_GRAMS,
    DUPLICATE_10_GRAMS;

    double of(Document document) {
        return switch (this) {
            case CHARACTERS -> document.characters();
            case WORDS -> document.words().size();
            case PROPER_WORDS -> document.properWords().size();
            case MEAN_WORD_LENGTH ->
                document.properWords().stream()
                        .mapToInt(word -> word.codePointCount(0, word.length()))
                        .average()
                        .orElse(0);
            case SYMBOLS_PER_WORD -> {
                int ellipses = count(document.text(), "...") + count(document.text(), "…");
                yield (double) Math.max(count(document.text(), "#"), ellipses)
                        / Math.max(1, document.words().size());
            }
            case BULLET_LINES ->
                share(document.lines().stream()
                        .map(line -> line.startsWith("•") || line.startsWith("-"))
                        .toList());
            case ELLIPSIS_LINES ->
                share(document.lines().stream()
                        .map(line -> line.endsWith("...") || line.endsWith("…"))
                        .toList());
            case ALPHABETIC_WORDS ->
                share(document.words().stream()
                        .map(word -> word.codePoints().anyMatch(Character::isLetter))
                        .toList());
            case SENTENCES -> document.sentences();
            case DUPLICATE_LINES -> Repetition.duplicates(document.lines());
            case DUPLICATE_LINE_CHARACTERS -> Repetition.duplicateCharacters(document.lines(), document.text());
            case DUPLICATE_PARAGRAPHS -> Repetition.duplicates(document.paragraphs());
            case DUPLICATE_PARAGRAPH_CHARACTERS ->
                Repetition.duplicateCharacters(document.paragraphs(), document.text());
            case TOP_2_GRAM -> Repetition.topRun(document.words(), 2, document.text());
            case TOP_3_GRAM -> Repetition.topRun(document.words(), 3, document.text());
            case TOP_4_GRAM -> Repetition.topRun(document.words(), 4, document.text());
            case DUPLICATE_5_GRAMS -> Repetition.duplicateRuns(document.words(), 5, document.text());
            case DUPLICATE_6_GRAMS -> Repetition.duplicateRuns(document.words(), 6, document.text());
            case DUPLICATE_7_GRAMS -> Repetition.duplicateRuns(document.words(), 7, document.text());
            case DUPLICATE_8_GRAMS -> Repetition.duplicateRuns(document.words(), 8, document.text());
            case DUPLICATE_9_GRAMS -> Repetition.duplicateRuns(document.words(), 9, document.text());
            case DUPLICATE_10_GRAMS -> Repetition.duplicateRuns(document.words(), 10, document.text());
        };
    }

    private static double share(List<Boolean> flags) {
        return flags.isEmpty()
                ? 0
                : (double) flags.stream().filter(flag -> flag).count() / flags.size();
    }

    private static int count(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }
}
