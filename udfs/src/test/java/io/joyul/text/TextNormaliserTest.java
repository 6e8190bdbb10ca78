package io.joyul.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.text.TextNormaliser.Step;
import java.util.EnumSet;
import java.util.List;
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

    @Test
    void looseLettersMakeSyllablesAsAKeyboardWould() {
        TextNormaliser jamo = new TextNormaliser(Set.of(Step.COMPOSE_JAMO));
        assertThat(jamo.normalise("ㅈㅐㅁㅣㅇㅣㅆㄷㅏ ㅋㅋㅋ ㅠㅠ")).isEqualTo("재미있다 ㅋㅋㅋ ㅠㅠ");
        assertThat(jamo.normalise("ㅇㅓㅂㅅㄷㅏ ㄱㅗㅏㄴㄱㅖ ㅇㅡㅣㅅㅏ")).isEqualTo("없다 관계 의사");
        assertThat(jamo.normalise("ㄱㅏㅂㅅㅣ ㅋㅋㅏ 한글ㅏ")).isEqualTo("갑시 ㅋ카 한글ㅏ");
    }

    @Test
    void fullWidthAndHalfWidthFormsBecomeOrdinary() {
        TextNormaliser width = new TextNormaliser(Set.of(Step.FULL_WIDTH, Step.COMPOSE_JAMO, Step.NFC));
        assertThat(width.normalise("ＧＯＯＤ！　１００％")).isEqualTo("GOOD! 100%");
        assertThat(width.normalise("\uFFBE\uFFC2\uFFA4 \uFFA1\uFFDA ￡ ｶﾞ")).isEqualTo("한 그 £ ガ");
    }

    @Test
    void unseenBoundariesBecomeSpaces() {
        TextNormaliser normaliser =
                new TextNormaliser(Set.of(Step.EOJEOL_BOUNDARIES, Step.STRIP_CONTROL, Step.COLLAPSE_WHITESPACE));
        assertThat(normaliser.normalise("좋은\u200B영화\u3164\u3164입니다\u115F")).isEqualTo("좋은 영화 입니다");
    }

    @Test
    void compatibilityFormsAreReplacedOnlyByNfkc() {
        assertThat(new TextNormaliser(Set.of(Step.NFC)).normalise("①ﬁ")).isEqualTo("①ﬁ");
        assertThat(new TextNormaliser(Set.of(Step.NFKC)).normalise("①ﬁ²")).isEqualTo("1fi2");
    }

    @Test
    void linesStayApartWhenTheyAreNormalisedOneByOne() {
        TextNormaliser all = new TextNormaliser(Set.of(Step.values()));
        assertThat(all.normaliseLines("a  b\r\n\t\n c ")).isEqualTo("a b\n\nc");
    }

    @Test
    void allStepsTogetherChangeNothingTheSecondTime() {
        TextNormaliser all = new TextNormaliser(Set.of(Step.values()));
        for (String text : List.of("ㅋㅋㅏ ㅎㅏㅇㅋㅋ ﾾￂﾤ", "ＡＢ①한글", "한\u1112\u1161\u11ABㄱㅏ", "e\u0301ㅏ\u200Dㅏ")) {
            assertThat(all.normalise(all.normalise(text))).isEqualTo(all.normalise(text));
        }
    }
}
