package io.joyul.tokenize;

/**
 * A token that is found in the text as it stands, before the model sees it.
 *
 * @param singleWord only where no word character stands beside it
 * @param lstrip takes the white space before it with it
 * @param rstrip takes the white space after it with it
 * @param normalized looked for in the normalized text, after the others were found in the raw one
 * @param special left out when ids are decoded
 */
record AddedToken(
        int id,
        String content,
        boolean singleWord,
        boolean lstrip,
        boolean rstrip,
        boolean normalized,
        boolean special) {}
