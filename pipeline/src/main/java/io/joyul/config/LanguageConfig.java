package io.joyul.config;

import java.util.List;

/**
 * The language of the texts, told by their letters.
 *
 * @param scripts in which the letters are to be; empty: any
 * @param minShare of the letters, in [0, 1], that must be
 */
public record LanguageConfig(
        @Default("[]") List<Script> scripts,
        @Default("0.5") @Within("[0, 1]") double minShare) {

    public LanguageConfig {
        scripts = List.copyOf(scripts);
    }

    /** Scripts that can be named. */
    public enum Script {
        HANGUL,
        LATIN,
        HAN,
        KANA,
        CYRILLIC,
        GREEK,
        ARABIC,
        HEBREW,
        DEVANAGARI,
        THAI
    }
}
