package io.joyul.text;

import io.joyul.text.QualityRule.Side;
import java.util.List;

/**
 * The rules of C4 (Raffel et al. 2020, section 2.2, https://jmlr.org/papers/v21/20-074.html). Those of lines take lines,
 * or marks within them, out of a text; the others condemn the whole text. The last of the published ones, for which a text
 * has to be held against all others, goes by {@link SentenceSpans}.
 */
public final class C4Rules {
    /** What figures call the rule that sentences may not stand together more than once. */
    public static final String DUPLICATE_SPANS = "c4-duplicate-spans";

    private C4Rules() {}

    /** Marks of citations, such as [1] and [citation needed], are taken out of lines. */
    public static LineRule withoutCitations() {
        return new LineRule.Citations("c4-citations");
    }

    /** Lines end with a mark that ends a sentence. */
    public static LineRule terminalPunctuation() {
        return new LineRule.TerminalPunctuation("c4-terminal-punctuation");
    }

    public static LineRule minLineWords(int atLeast) {
        return new LineRule.MinWords("c4-min-line-words", atLeast);
    }

    /** No line asks for JavaScript. */
    public static LineRule withoutJavascript() {
        return new LineRule.Without("c4-javascript", List.of("javascript"));
    }

    /** No line is a notice of policies. */
    public static LineRule withoutPolicy() {
        return new LineRule.Without(
                "c4-policy",
                List.of(
                        "terms of use",
                        "privacy policy",
                        "cookie policy",
                        "uses cookies",
                        "use of cookies",
                        "use cookies"));
    }

    public static QualityRule minSentences(int atLeast) {
        return new QualityRule.Threshold("c4-min-sentences", Measure.SENTENCES, Side.AT_LEAST, atLeast);
    }

    public static QualityRule withoutLoremIpsum() {
        return new QualityRule.Without("c4-lorem-ipsum", "lorem ipsum");
    }

    /** No curly bracket, the sign of a program. */
    public static QualityRule withoutCurlyBracket() {
        return new QualityRule.Without("c4-curly-bracket", "{");
    }

    public static QualityRule withoutBadWords(WordList words) {
        return new QualityRule.WithoutWords("c4-bad-words", words);
    }
}
