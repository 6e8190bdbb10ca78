package io.joyul.text;

import io.joyul.text.QualityRule.Side;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The rules of Gopher with a threshold (Rae et al. 2021, appendix A.1.1 and table A1, https://arxiv.org/abs/2112.11446),
 * each with the published one. They were made for English web pages: texts of other kinds need other thresholds.
 */
public enum GopherRule {
    MIN_WORDS(Measure.PROPER_WORDS, Side.AT_LEAST, 50),
    MAX_WORDS(Measure.PROPER_WORDS, Side.AT_MOST, 100_000),
    MIN_MEAN_WORD_LENGTH(Measure.MEAN_WORD_LENGTH, Side.AT_LEAST, 3),
    MAX_MEAN_WORD_LENGTH(Measure.MEAN_WORD_LENGTH, Side.AT_MOST, 10),
    MAX_SYMBOLS_PER_WORD(Measure.SYMBOLS_PER_WORD, Side.AT_MOST, 0.1),
    MAX_BULLET_LINES(Measure.BULLET_LINES, Side.AT_MOST, 0.9),
    MAX_ELLIPSIS_LINES(Measure.ELLIPSIS_LINES, Side.AT_MOST, 0.3),
    MIN_ALPHABETIC_WORDS(Measure.ALPHABETIC_WORDS, Side.AT_LEAST, 0.8),
    MAX_DUPLICATE_LINES(Measure.DUPLICATE_LINES, Side.AT_MOST, 0.30),
    MAX_DUPLICATE_PARAGRAPHS(Measure.DUPLICATE_PARAGRAPHS, Side.AT_MOST, 0.30),
    MAX_DUPLICATE_LINE_CHARACTERS(Measure.DUPLICATE_LINE_CHARACTERS, Side.AT_MOST, 0.20),
    MAX_DUPLICATE_PARAGRAPH_CHARACTERS(Measure.DUPLICATE_PARAGRAPH_CHARACTERS, Side.AT_MOST, 0.20),
    MAX_TOP_TWO_GRAM(Measure.TOP_2_GRAM, Side.AT_MOST, 0.20),
    MAX_TOP_THREE_GRAM(Measure.TOP_3_GRAM, Side.AT_MOST, 0.18),
    MAX_TOP_FOUR_GRAM(Measure.TOP_4_GRAM, Side.AT_MOST, 0.16),
    MAX_DUPLICATE_FIVE_GRAMS(Measure.DUPLICATE_5_GRAMS, Side.AT_MOST, 0.15),
    MAX_DUPLICATE_SIX_GRAMS(Measure.DUPLICATE_6_GRAMS, Side.AT_MOST, 0.14),
    MAX_DUPLICATE_SEVEN_GRAMS(Measure.DUPLICATE_7_GRAMS, Side.AT_MOST, 0.13),
    MAX_DUPLICATE_EIGHT_GRAMS(Measure.DUPLICATE_8_GRAMS, Side.AT_MOST, 0.12),
    MAX_DUPLICATE_NINE_GRAMS(Measure.DUPLICATE_9_GRAMS, Side.AT_MOST, 0.11),
    MAX_DUPLICATE_TEN_GRAMS(Measure.DUPLICATE_10_GRAMS, Side.AT_MOST, 0.10);

    /** Of which a text should have two. */
    public static final List<String> STOP_WORDS = List.of("the", "be", "to", "of", "and", "that", "have", "with");

    private final Measure measure;
    private final Side side;
    private final double published;

    GopherRule(Measure measure, Side side, double published) {
        this.measure = measure;
        this.side = side;
        this.published = published;
    }

    /** The threshold of the paper. */
    public double published() {
        return published;
    }

    /** The rule with a threshold of one's own. */
    public QualityRule at(double threshold) {
        return new QualityRule.Threshold(label(), measure, side, threshold);
    }

    /** The rule that a text has at least so many of the stop words. */
    public static QualityRule stopWords(int atLeast) {
        return new QualityRule.StopWords("gopher-min-stop-words", Set.copyOf(STOP_WORDS), atLeast);
    }

    /** The name in figures, such as {@code gopher-min-words}. */
    public String label() {
        return "gopher-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
