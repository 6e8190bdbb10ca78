package io.joyul.text;

import java.util.Locale;

/** Scripts that tell languages apart. What has no name here is {@link #OTHER}. */
public enum Script {
    /** Syllables and letters, half-width ones included. */
    HANGUL,
    LATIN,
    /** Chinese characters, Hanja and Kanji among them. */
    HAN,
    /** Hiragana and Katakana. */
    KANA,
    CYRILLIC,
    GREEK,
    ARABIC,
    HEBREW,
    DEVANAGARI,
    THAI,
    OTHER;

    /** The name in run files and figures, such as {@code hangul}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The script that a letter is written in. */
    static Script of(int letter) {
        if (letter < 0x80) {
            return LATIN;
        }
        if (letter >= 0xAC00 && letter <= 0xD7A3) {
            return HANGUL;
        }
        return switch (Character.UnicodeScript.of(letter)) {
            case HANGUL -> HANGUL;
            case LATIN -> LATIN;
            case HAN -> HAN;
            case HIRAGANA, KATAKANA -> KANA;
            case CYRILLIC -> CYRILLIC;
            case GREEK -> GREEK;
            case ARABIC -> ARABIC;
            case HEBREW -> HEBREW;
            case DEVANAGARI -> DEVANAGARI;
            case THAI -> THAI;
            default -> OTHER;
        };
    }
}
