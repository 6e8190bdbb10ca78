package io.joyul.tokenize;

import io.joyul.tokenize.Split.Delimiter;
import java.util.List;
import java.util.Map;

/**
 * The word patterns of the byte-level families, written out by hand: they look ahead, which RE2 cannot, and they run on
 * every character of a corpus. Each pattern matches all of a text, so its words lie side by side.
 */
sealed interface ByteLevelWords extends Delimiter {
    /** GPT-2's pattern (Radford et al. 2019), which {@code ByteLevel} uses by itself. */
    String GPT2_PATTERN = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

    /** The patterns that files spell out, with what runs them. */
    Map<String, ByteLevelWords> KNOWN = known();

    private static Map<String, ByteLevelWords> known() {
        String contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
        String rest = " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
        String letters = "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|";
        return Map.of(
                GPT2_PATTERN,
                new Gpt2(),
                contractions + letters + "\\p{N}{1,3}|" + rest,
                new Gpt4(3),
                contractions + letters + "\\p{N}|" + rest,
                new Gpt4(1));
    }

    /** The class of the character at a place. */
    private static byte kind(char[] text, int at, int to) {
        char unit = text[at];
        return Character.isSurrogate(unit) ? UnicodeClasses.of(codePoint(text, at, to)) : UnicodeClasses.of(unit);
    }

    private static int codePoint(char[] text, int at, int to) {
        int codePoint = Character.codePointAt(text, at, to);
        return codePoint <= 0xFFFF && Character.isSurrogate((char) codePoint) ? 0xFFFD : codePoint;
    }

    private static int next(char[] text, int at, int to) {
        return at + (Character.isHighSurrogate(text[at]) ? Character.charCount(codePoint(text, at, to)) : 1);
    }

    /** The end of a run of one class, of at most so many characters. */
    private static int run(char[] text, int from, int to, byte kind, int most) {
        int end = from;
        for (int count = 0; end < to && count < most && kind(text, end, to) == kind; count++) {
            end = next(text, end, to);
        }
        return end;
    }

    /** {@code \s+(?!\S)|\s+}: the last space before a word is left to the word. */
    private static int spaces(char[] text, int start, int to) {
        int end = run(text, start, to, UnicodeClasses.SPACE, Integer.MAX_VALUE);
        return end == to || end == start + 1 ? end : end - 1;
    }

    /** A contraction after an apostrophe, or {@code start} where there is none. */
    private static int contraction(char[] text, int start, int to, List<String> endings, boolean anyCase) {
        for (String ending : endings) {
            int end = start + 1 + ending.length();
            if (end <= to && matches(text, start + 1, ending, anyCase)) {
                return end;
            }
        }
        return start;
    }

    private static boolean matches(char[] text, int start, String ending, boolean anyCase) {
        for (int i = 0; i < ending.length(); i++) {
            char unit = text[start + i];
            char wanted = ending.charAt(i);
            boolean folds = anyCase && (Character.toLowerCase(unit) == wanted || (unit == 'ſ' && wanted == 's'));
            if (unit != wanted && !folds) {
                return false;
            }
        }
        return true;
    }

    /** In the order in which the patterns try them. */
    List<String> CONTRACTIONS = List.of("s", "t", "re", "ve", "m", "ll", "d");

    /** {@value #GPT2_PATTERN}. */
    record Gpt2() implements ByteLevelWords {
        @Override
        public void find(NormalizedText text, int from, int to, TextPattern.Matches matches) {
            words(text, from, to, (same, start, end) -> matches.match(start, end));
        }

        /** Hands on the words in the units {@code [from, to)}. */
        void words(NormalizedText text, int from, int to, PreTokenizer.Words words) {
            char[] chars = text.chars;
            int start = from;
            for (int block = from + 1; block < to; block += Long.SIZE) {
                int size = Math.min(Long.SIZE, to - block);
                for (long changes = changes(chars, block, size, from, to); changes != 0; changes &= changes - 1) {
                    start = wordsOfRun(text, start, block + Long.numberOfTrailingZeros(changes), to, words);
                }
            }
            wordsOfRun(text, start, to, to, words);
        }

        /**
         * Hands on the words up to the end of a run of one class, of which {@code start} may be the space before it, and
         * gives the place where the next begins: the end, the last space of the run, or behind it.
         */
        private static int wordsOfRun(NormalizedText text, int start, int end, int to, PreTokenizer.Words words) {
            if (start >= end) {
                return start;
            }
            char[] chars = text.chars;
            if (UnicodeClasses.of(chars[end - 1]) == UnicodeClasses.SPACE && end < to) {
                // \s+(?!\S) leaves the last of several to the next word, which takes it if it is a plain one.
                int last = end - 1;
                if (start < last) {
                    words.word(text, start, last);
                }
                if (chars[last] == ' ') {
                    return last;
                }
                words.word(text, last, end);
                return end;
            }
            if (chars[start] == '\'') {
                int contraction = contraction(chars, start, to, CONTRACTIONS, false);
                if (contraction > start) {
                    words.word(text, start, contraction);
                    return wordsOfRun(text, contraction, end, to, words);
                }
            }
            words.word(text, start, end);
            return end;
        }

        /**
         * A bit for each unit of another class than the one before it. Runs differ in length at random, and guesses that
         * fail cost the most: so nothing is guessed here.
         */
        private static long changes(char[] chars, int from, int size, int first, int to) {
            long changes = 0;
            boolean surrogates = Character.isSurrogate(chars[from - 1]);
            byte before = UnicodeClasses.of(chars[from - 1]);
            for (int i = 0; i < size; i++) {
                char unit = chars[from + i];
                byte kind = UnicodeClasses.of(unit);
                surrogates |= Character.isSurrogate(unit);
                // 1 where two of four classes differ.
                changes |= (long) ((kind ^ before) + 3 >> 2) << i;
                before = kind;
            }
            return surrogates ? changesOfCharacters(chars, from, size, first, to) : changes;
        }

        /** The same where a character may have two units. */
        private static long changesOfCharacters(char[] chars, int from, int size, int first, int to) {
            long changes = 0;
            for (int i = 0; i < size; i++) {
                int at = from + i;
                boolean inside = Character.isSurrogatePair(chars[at - 1], chars[at]);
                if (!inside) {
                    int before = at - 2 >= first && Character.isSurrogatePair(chars[at - 2], chars[at - 1]) ? 2 : 1;
                    changes |= (kind(chars, at, to) == kind(chars, at - before, to) ? 0L : 1L) << i;
                }
            }
            return changes;
        }
    }

    /**
     * The pattern of GPT-4's family (Llama 3, Qwen 2): any symbol may stand before a word's letters, numbers are cut,
     * and line ends stay with what is before them.
     *
     * @param digits the most that a piece of a number has
     */
    record Gpt4(int digits) implements ByteLevelWords {
        @Override
        public void find(NormalizedText text, int from, int to, TextPattern.Matches matches) {
            int end;
            for (int start = from; start < to; start = end) {
                end = end(text.chars, start, to);
                matches.match(start, end);
            }
        }

        /** Where the word that begins at {@code start} ends. */
        private int end(char[] text, int start, int to) {
            char first = text[start];
            if (first == '\'') {
                int end = contraction(text, start, to, CONTRACTIONS, true);
                if (end > start) {
                    return end;
                }
            }
            byte kind = kind(text, start, to);
            if (kind == UnicodeClasses.NUMBER) {
                return run(text, start, to, UnicodeClasses.NUMBER, digits);
            }
            boolean lineEnd = first == '\r' || first == '\n';
            int letters = kind == UnicodeClasses.LETTER || lineEnd ? start : next(text, start, to);
            if (letters < to && kind(text, letters, to) == UnicodeClasses.LETTER) {
                return run(text, letters, to, UnicodeClasses.LETTER, Integer.MAX_VALUE);
            }
            int symbols = first == ' ' && start + 1 < to ? start + 1 : start;
            if (kind(text, symbols, to) == UnicodeClasses.OTHER) {
                int end = run(text, symbols, to, UnicodeClasses.OTHER, Integer.MAX_VALUE);
                while (end < to && (text[end] == '\r' || text[end] == '\n')) {
                    end++;
                }
                return end;
            }
            // The longest run of spaces that ends with a line end; it may begin with any space.
            int spaces = run(text, start, to, UnicodeClasses.SPACE, Integer.MAX_VALUE);
            for (int end = spaces; end > start; end--) {
                if (text[end - 1] == '\r' || text[end - 1] == '\n') {
                    return end;
                }
            }
            return spaces(text, start, to);
        }
    }
}
