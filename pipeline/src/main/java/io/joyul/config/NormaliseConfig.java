package io.joyul.config;

/**
 * What is done to a text before anything looks at it.
 *
 * @param nfc compose to Unicode NFC
 * @param nfkc compose to NFKC, which also replaces ligatures, circled letters and loose Hangul letters
 * @param fullWidth full-width Latin and half-width Hangul and Katakana become ordinary characters
 * @param composeJamo loose Hangul letters become syllables where they make one
 * @param eojeolBoundaries what separates two eojeol without being seen, such as a Hangul filler, becomes a space
 * @param stripControl drop control and unassigned characters, keeping tab and line ends as spaces
 * @param collapseWhitespace any run of white space becomes one space; ends are trimmed
 */
public record NormaliseConfig(
        @Default("true") boolean nfc,
        @Default("false") boolean nfkc,
        @Default("false") boolean fullWidth,
        @Default("false") boolean composeJamo,
        @Default("false") boolean eojeolBoundaries,
        @Default("true") boolean stripControl,
        @Default("true") boolean collapseWhitespace) {}
