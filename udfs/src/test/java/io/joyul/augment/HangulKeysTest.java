package io.joyul.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HangulKeysTest {
    @Test
    void everySyllableIsTypedAndComposedToItself() {
        for (char syllable = '가'; syllable <= '힣'; syllable++) {
            String text = String.valueOf(syllable);
            assertThat(HangulKeys.composed(HangulKeys.typed(text))).isEqualTo(text);
        }
    }

    @Test
    void anyRunOfSyllablesIsTypedAndComposedToItself() {
        long seed = 20;
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < 50_000; run++) {
            StringBuilder text = new StringBuilder();
            for (int length = 2 + random.nextInt(5); length > 0; length--) {
                text.append((char) random.nextInt('가', '힣' + 1));
            }
            assertThat(HangulKeys.composed(HangulKeys.typed(text.toString())))
                    .as("seed " + seed)
                    .isEqualTo(text.toString());
        }
    }

    @Test
    void keysAreThoseOfTheTwoSetKeyboard() {
        assertThat(HangulKeys.typed("영화")).isEqualTo("ㅇㅕㅇㅎㅗㅏ");
        assertThat(HangulKeys.typed("값이")).isEqualTo("ㄱㅏㅂㅅㅇㅣ");
        assertThat(HangulKeys.typed("꽃꺾었다")).isEqualTo("ㄲㅗㅊㄲㅓㄲㅇㅓㅆㄷㅏ");
        assertThat(HangulKeys.typed("의왜")).isEqualTo("ㅇㅡㅣㅇㅗㅐ");
    }

    @Test
    void aConsonantBeforeAVowelOpensTheNextSyllable() {
        assertThat(HangulKeys.composed("ㄱㅏㄱㅅㅣ")).isEqualTo("각시");
        assertThat(HangulKeys.composed("ㄱㅏㄲㅏ")).isEqualTo("가까");
        assertThat(HangulKeys.composed("ㅇㅣㅆㅓ")).isEqualTo("이써");
    }

    @Test
    void whatMakesNoSyllableStandsAlone() {
        assertThat(HangulKeys.composed("ㅋㅋㅋ")).isEqualTo("ㅋㅋㅋ");
        assertThat(HangulKeys.composed("ㅏㄴㅕㅇ")).isEqualTo("ㅏ녕");
        assertThat(HangulKeys.composed("ㅎㅗㅗㅏ")).isEqualTo("호ㅘ");
        assertThat(HangulKeys.composed("ㄱㅏㄸㅏㄸ")).isEqualTo("가따ㄸ");
    }

    @Test
    void neighboursAreTheKeysAround() {
        assertThat(Keyboard.neighbours('q')).isEqualTo("wa");
        assertThat(Keyboard.neighbours('g')).isEqualTo("tyfhvb");
        assertThat(Keyboard.neighbours('ㅎ')).isEqualTo("ㅅㅛㄹㅗㅍㅠ");
        assertThat(Keyboard.neighbours('ㄲ')).isEqualTo("ㄸㅆㅇㄹ");
        assertThat(Keyboard.neighbours('1')).isEmpty();
    }
}
