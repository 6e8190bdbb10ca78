package io.joyul.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.text.QualityFilter.Length;
import io.joyul.text.QualityFilter.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class QualityFilterTest {
    private static final QualityFilter C4_LINES = new QualityFilter(
            List.of(
                    C4Rules.terminalPunctuation(),
                    C4Rules.minLineWords(5),
                    C4Rules.withoutJavascript(),
                    C4Rules.withoutPolicy()),
            List.of());

    @Test
    void linesThatFailAreTakenOutAndTheRestStays() {
        String page = """
                Home | News | Contact
                The first line of the text ends well.
                Please enable JavaScript to see this page.

                Is this a question that may stay?
                We use cookies to make this page better.
                It goes on and on and on...
                Too short.
                모든 줄은 다섯 어절보다 길어야 한다。
                """;
        assertThat(C4_LINES.judge(page))
                .isEqualTo(new Verdict(
                        "The first line of the text ends well.\n\nIs this a question that may stay?\n"
                                + "모든 줄은 다섯 어절보다 길어야 한다。",
                        5,
                        null));
    }

    @Test
    void marksOfCitationsGoBeforeALineIsJudged() {
        QualityFilter filter =
                new QualityFilter(List.of(C4Rules.withoutCitations(), C4Rules.terminalPunctuation()), List.of());
        assertThat(filter.judge("Water is wet.[1][citation needed]\nHistory[edit]\nA [sic] word [] stays."))
                .isEqualTo(new Verdict("Water is wet.\nA [sic] word  stays.", 1, null));
        assertThat(new QualityFilter(List.of(C4Rules.withoutCitations()), List.of()).judge("한글은 문자다.[12]\r\n끝."))
                .isEqualTo(new Verdict("한글은 문자다.\n끝.", 0, null));
    }

    @Test
    void textWithoutALineLeftIsNamedAfterTheFirstRuleThatTookOne() {
        assertThat(C4_LINES.judge("no end\nToo short.")).isEqualTo(new Verdict("", 2, "c4-terminal-punctuation"));
        assertThat(C4_LINES.judge("Too short.").failed()).isEqualTo("c4-min-line-words");
    }

    @Test
    void firstRuleThatATextFailsIsNamed() {
        QualityFilter filter = new QualityFilter(
                List.of(),
                List.of(
                        C4Rules.withoutLoremIpsum(),
                        C4Rules.withoutCurlyBracket(),
                        C4Rules.minSentences(3),
                        C4Rules.withoutBadWords(WordList.of(List.of(" Darn ", "", "나쁜 말")))));
        assertThat(filter.judge("Lorem IPSUM dolor {").failed()).isEqualTo("c4-lorem-ipsum");
        assertThat(filter.judge("if (x) { return; }").failed()).isEqualTo("c4-curly-bracket");
        assertThat(filter.judge("One. Two! ...").failed()).isEqualTo("c4-min-sentences");
        assertThat(filter.judge("One. Two! Darning?").failed()).isNull();
        assertThat(filter.judge("One. Two! DARN?").failed()).isEqualTo("c4-bad-words");
        assertThat(filter.judge("하나. 둘! 나쁜 말.").failed()).isEqualTo("c4-bad-words");
        assertThat(filter.judge("하나. 둘! 나쁜 말은?").failed()).isNull();
    }

    @Test
    void lengthsAreCountedInCodePointsAndWords() {
        assertThat(passes(Length.MAX_CHARACTERS.at(5), "a  b\t\n😀 ")).isTrue();
        assertThat(passes(Length.MAX_CHARACTERS.at(4), "a  b\t\n😀 ")).isFalse();
        assertThat(passes(Length.MIN_CHARACTERS.at(2), "가")).isFalse();
        assertThat(passes(Length.MIN_WORDS.at(2), "재미 있다")).isTrue();
        assertThat(passes(Length.MAX_WORDS.at(1), "재미\u3000있다")).isFalse();
        assertThat(Length.MIN_WORDS.at(3).name()).isEqualTo("min-words");
    }

    @Test
    void languageIsToldByTheShareOfTheScripts() {
        QualityRule korean = QualityFilter.language(List.of(Script.HANGUL), 0.5);
        assertThat(passes(korean, "좋은 film")).isFalse();
        assertThat(passes(korean, "아주 좋은 film")).isTrue();
        assertThat(passes(korean, "10/10 !!!")).isTrue();
        assertThat(passes(QualityFilter.language(List.of(Script.HANGUL, Script.LATIN), 1), "좋은 film"))
                .isTrue();
    }

    private static boolean passes(QualityRule rule, String text) {
        return rule.passes(new Document(text));
    }
}
