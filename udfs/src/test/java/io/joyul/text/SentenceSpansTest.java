package io.joyul.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.text.SentenceSpans.Rest;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class SentenceSpansTest {
    private static final String TEXT = "하나다. Two is said!\n***\n셋인가? Four. ";

    private static BitSet places(int... places) {
        BitSet set = new BitSet();
        Arrays.stream(places).forEach(set::set);
        return set;
    }

    private static List<String> keys(String text, int length) {
        return SentenceSpans.of(text, length).keys().stream()
                .map(Arrays::toString)
                .toList();
    }

    @Test
    void eachSentenceBeginsASpanAsLongAsThereAreEnough() {
        assertThat(keys(TEXT, 3)).hasSize(2).doesNotHaveDuplicates();
        assertThat(keys(TEXT, 1)).hasSize(4);
        assertThat(keys(TEXT, 4)).hasSize(1);
        assertThat(keys(TEXT, 5)).isEmpty();
        assertThat(keys("", 1)).isEmpty();
        assertThat(keys(" *** \n ", 1)).isEmpty();
        assertThatThrownBy(() -> SentenceSpans.of(TEXT, 0)).hasMessageContaining("at least 1 sentence");
    }

    @Test
    void caseAndWhiteSpaceMakeNoOtherSpan() {
        assertThat(keys("two  IS said!\tfour.\n", 2)).isEqualTo(keys("Two is said! Four.", 2));
        assertThat(keys("Two is said! Five.", 2)).doesNotContainAnyElementsOf(keys("Two is said! Four.", 2));
        // Which sentence a word is in matters.
        assertThat(keys("A b. C.", 2)).doesNotContainAnyElementsOf(keys("A. B c.", 2));
    }

    @Test
    void whatIsLeftStandsAsItStood() {
        SentenceSpans spans = SentenceSpans.of(TEXT, 2);
        assertThat(spans.without(places(), places())).isEqualTo(new Rest(TEXT.strip(), 0));
        assertThat(spans.without(places(1), places())).isEqualTo(new Rest("하나다. Four.", 2));
        assertThat(spans.without(places(0), places())).isEqualTo(new Rest("셋인가? Four.", 2));
        assertThat(spans.without(places(0, 1, 2), places())).isEqualTo(new Rest("", 4));
    }

    @Test
    void sentenceOfASpanThatIsToBeKeptStays() {
        // As of four equal sentences, where the span of the first two is kept and those of the next two are not.
        assertThat(SentenceSpans.of("A. A. A. A.", 2).without(places(1, 2), places(0)))
                .isEqualTo(new Rest("A. A.", 2));
    }
}
