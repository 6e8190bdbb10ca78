package io.joyul.tokenize;

import io.joyul.tokenize.Split.Delimiter;
import java.util.function.IntPredicate;

/** The delimiters that files ask for. */
final class Delimiters {
    private Delimiters() {}

    /** Each match of a pattern. */
    static Delimiter pattern(TextPattern pattern) {
        return (text, from, to, matches) -> pattern.find(text.chars, from, to, matches);
    }

    /** Each character of a class. */
    static Delimiter characters(IntPredicate characters) {
        return (text, from, to, matches) -> {
            int next;
            for (int i = from; i < to; i = next) {
                next = text.next(i);
                if (characters.test(text.codePointAt(i))) {
                    matches.match(i, next);
                }
            }
        };
    }

    /** What lies between the matches of another, even where that is nothing: what is removed, so that matches stay. */
    static Delimiter between(Delimiter kept) {
        return (text, from, to, matches) -> {
            int[] done = {from};
            kept.find(text, from, to, (start, end) -> {
                matches.match(done[0], start);
                done[0] = end;
            });
            matches.match(done[0], to);
        };
    }

    /** Runs of word characters and runs of others that are no white space: {@code \w+|[^\w\s]+}. */
    static Delimiter wordsAndSymbols() {
        return (text, from, to, matches) -> {
            int start = from;
            int next;
            for (int i = from; i < to; i = next) {
                next = text.next(i);
                int kind = kind(text.codePointAt(i));
                if (next == to || kind(text.codePointAt(next)) != kind) {
                    if (kind != 0) {
                        matches.match(start, next);
                    }
                    start = next;
                }
            }
        };
    }

    private static int kind(int codePoint) {
        if (BertCharacters.whitespace(codePoint)) {
            return 0;
        }
        return UnicodeClasses.word(codePoint) ? 1 : 2;
    }
}
