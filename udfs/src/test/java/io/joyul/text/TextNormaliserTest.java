package io.joyul.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.text.TextNormaliser.Step;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextNormaliserTest {
    private final TextNormaliser all = new TextNormaliser(EnumSet.allOf(Step.class));

    @Test
    void lettersOfHangulBecomeSyllables() {
        assertThat(all.normalise("\u1112\u1161\u11ab\u1100\u1173\u11af")).isEqualTo("한글");
    }

    @Test
    void whiteSpaceOfAnyKindBecomesOneSpaceAndEndsAreTrimmed() {
        assertThat(all.normalise("\u3000전각\u3000\t 공백\r\n끝\u00a0")).isEqualTo("전각 공백 끝");
    }

    @Test
    void controlCharactersGoAndTabsAndLineEndsBecomeSpaces() {
        TextNormaliser strip = new TextNormaliser(Set.of(Step.STRIP_CONTROL));
        assertThat(strip.normalise("\ufeffa\u0000b\u200b\tc\nd\u202e\ud800")).isEqualTo("ab c d");
    }

    @Test
    void joinersStayInsideEmojiAndGoAtTheEdges() {
        String family = "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67";
        assertThat(all.normalise("\u200d" + family + "\u200d")).isEqualTo(family);
        assertThat(all.normalise("a\u200d b")).isEqualTo("a b");
    }

    @Test
    void nothingIsDoneWithoutSteps() {
        assertThat(new TextNormaliser(Set.of()).normalise(" \u0007 ")).isEqualTo(" \u0007 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\u200d\u200db", "e\u0007\u0301", "\u1112\u200b\u1161", " x\u200d ", "한\u0000글"})
    void applyingItTwiceChangesNothingMore(String text) {
        assertThat(all.normalise(all.normalise(text))).isEqualTo(all.normalise(text));
    }
}
