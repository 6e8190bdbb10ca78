package io.joyul.tokenize;

import java.util.ArrayList;
import java.util.List;

/**
 * Joins WordPiece tokens: continuing ones without, others with a space before them.
 *
 * @param prefix what marks a continuing token
 * @param cleanup whether the spaces that English spelling does not have are taken out
 */
record WordPieceDecoder(String prefix, boolean cleanup) implements Decoder {
    @Override
    public List<String> decode(List<String> tokens) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            if (i > 0) {
                token = token.startsWith(prefix) ? token.substring(prefix.length()) : " " + token;
            }
            texts.add(cleanup ? cleaned(token) : token);
        }
        return texts;
    }

    /** Hugging Face applies these one after the other to each token, not to the whole text; so does this. */
    private static String cleaned(String token) {
        return token.replace(" .", ".")
                .replace(" ?", "?")
                .replace(" !", "!")
                .replace(" ,", ",")
                .replace(" ' ", "'")
                .replace(" n't", "n't")
                .replace(" 'm", "'m")
                .replace(" do not", " don't")
                .replace(" 's", "'s")
                .replace(" 've", "'ve")
                .replace(" 're", "'re");
    }
}
