package io.joyul.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ScriptSharesTest {
    @Test
    void onlyLettersCount() {
        assertThat(ScriptShares.of("좋은 movie, 100점!! 😀"))
                .isEqualTo(new ScriptShares(8, Map.of(Script.HANGUL, 3 / 8.0, Script.LATIN, 5 / 8.0)));
    }

    @Test
    void everyScriptIsFoundInItsOwnName() {
        assertThat(ScriptShares.of("한글 ㅋㅋ ㅏ ﾡ ᄒ").main()).contains(Script.HANGUL);
        assertThat(ScriptShares.of("Łacinka é").main()).contains(Script.LATIN);
        assertThat(ScriptShares.of("漢字𠀀").main()).contains(Script.HAN);
        assertThat(ScriptShares.of("ひらがなカタカナ").main()).contains(Script.KANA);
        assertThat(ScriptShares.of("Кириллица").main()).contains(Script.CYRILLIC);
        assertThat(ScriptShares.of("Ελληνικά").main()).contains(Script.GREEK);
        assertThat(ScriptShares.of("العربية").main()).contains(Script.ARABIC);
        assertThat(ScriptShares.of("עברית").main()).contains(Script.HEBREW);
        assertThat(ScriptShares.of("देवनागरी").main()).contains(Script.DEVANAGARI);
        assertThat(ScriptShares.of("ไทย").main()).contains(Script.THAI);
        assertThat(ScriptShares.of("ქართული").main()).contains(Script.OTHER);
    }

    @Test
    void sharesAddUpToOne() {
        ScriptShares shares = ScriptShares.of("한 a 漢 あ я");
        assertThat(shares.shares().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum())
                .isCloseTo(1, within(1e-12));
        assertThat(shares.share(Script.KANA)).isEqualTo(0.2);
        assertThat(shares.main()).contains(Script.HANGUL);
    }

    @Test
    void textWithoutLettersHasNoScript() {
        assertThat(ScriptShares.of("123 !!! 😀").shares()).isEmpty();
        assertThat(ScriptShares.of("").main()).isEmpty();
        assertThat(ScriptShares.of("").share(Script.HANGUL)).isZero();
    }
}
