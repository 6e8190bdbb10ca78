package io.joyul.config;

/**
 * What is done to a text before anything looks at it.
 *
 * @param nfc compose to Unicode NFC
 * @param stripControl drop control and unassigned characters, keeping tab and line ends as spaces
 * @param collapseWhitespace any run of white space becomes one space; ends are trimmed
 */
public record NormaliseConfig(
        @Default("true") boolean nfc,
        @Default("true") boolean stripControl,
        @Default("true") boolean collapseWhitespace) {}
