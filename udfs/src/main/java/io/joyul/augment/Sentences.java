package io.joyul.augment;

import java.util.ArrayList;
import java.util.List;

/** Cuts a text after each mark that ends a sentence, where white space follows, and at line ends. */
final class Sentences {
    private static final String ENDS = ".!?…。！？";
    private static final String CLOSERS = "\"'”’)]」』";

    private Sentences() {}

    /** The sentences, without the white space around them. */
    static List<String> of(String text) {
        List<String> sentences = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            boolean last = i + 1 == text.length();
            if (last || text.charAt(i) == '\n' || (Character.isWhitespace(text.charAt(i + 1)) && ended(text, i))) {
                String sentence = text.substring(start, i + 1).strip();
                if (!sentence.isEmpty()) {
                    sentences.add(sentence);
                }
                start = i + 1;
            }
        }
        return sentences;
    }

    private static boolean ended(String text, int place) {
        int at = place;
        while (at > 0 && CLOSERS.indexOf(text.charAt(at)) >= 0) {
            at--;
        }
        return ENDS.indexOf(text.charAt(at)) >= 0;
    }
}
