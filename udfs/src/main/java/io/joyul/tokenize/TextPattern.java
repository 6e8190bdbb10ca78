package io.joyul.tokenize;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.nio.CharBuffer;

/**
 * What {@code tokenizer.json} looks for in a text. A file comes from strangers, so its regular expressions run on RE2,
 * whose time is linear in the text; what RE2 cannot say (looking ahead, going back) is refused by name, but for the
 * patterns that have a class of their own ({@link ByteLevelWords}). Safe to share.
 */
sealed interface TextPattern {
    /** Takes matches. */
    interface Matches {
        void match(int start, int end);
    }

    /** Hands on the matches in the units {@code [from, to)}, in order; none is empty. */
    void find(char[] text, int from, int to, Matches matches);

    /** Whether there may be a match in the units {@code [from, to)}; cheaper than looking for all. */
    default boolean isIn(char[] text, int from, int to) {
        return true;
    }

    /** A text as it stands. */
    static TextPattern literal(String text) {
        return new Literal(text);
    }

    /**
     * A regular expression.
     *
     * @param path where it stands in the file, for the message
     * @throws io.joyul.error.JoyulException {@code TOKENIZER_UNSUPPORTED} when RE2 cannot run it
     */
    static TextPattern regex(String expression, String path) {
        java.util.regex.Matcher run = java.util.regex.Pattern.compile("([^\\\\^$.|?*+()\\[{])(?:\\{(\\d{1,3}),}|(\\+))")
                .matcher(expression);
        if (run.matches()) {
            int least = run.group(2) == null ? 1 : Integer.parseInt(run.group(2));
            return new Run(run.group(1).charAt(0), Math.max(1, least));
        }
        if (expression.matches("[^\\\\^$.|?*+()\\[{]+")) {
            return new Literal(expression);
        }
        try {
            return Expression.of(OnigurumaExpression.forRe2(expression, path), expression, path);
        } catch (NoClassDefFoundError e) {
            throw Fields.unsupported(path + " is the regular expression \"" + expression
                    + "\", for which re2j must be on the class path, such as by spark.jars");
        }
    }

    /** A text as it stands. */
    record Literal(String text) implements TextPattern {
        @Override
        public void find(char[] chars, int from, int to, Matches matches) {
            int length = text.length();
            if (length == 0) {
                return;
            }
            char first = text.charAt(0);
            for (int i = from; i + length <= to; i++) {
                if (chars[i] == first && matches(chars, i)) {
                    matches.match(i, i + length);
                    i += length - 1;
                }
            }
        }

        private boolean matches(char[] chars, int at) {
            for (int i = 1; i < text.length(); i++) {
                if (chars[at + i] != text.charAt(i)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** At least so many of one character in a row: what most files ask for. */
    record Run(char unit, int least) implements TextPattern {
        @Override
        public boolean isIn(char[] chars, int from, int to) {
            int run = 0;
            for (int i = from; i < to; i++) {
                run = chars[i] == unit ? run + 1 : 0;
                if (run == least) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public void find(char[] chars, int from, int to, Matches matches) {
            for (int i = from; i < to; i++) {
                if (chars[i] != unit) {
                    continue;
                }
                int end = i + 1;
                while (end < to && chars[end] == unit) {
                    end++;
                }
                if (end - i >= least) {
                    matches.match(i, end);
                }
                i = end;
            }
        }
    }

    /** Any other expression; the one class that needs RE2/J. */
    record Expression(Pattern pattern) implements TextPattern {
        static Expression of(String spelt, String expression, String path) {
            try {
                return new Expression(Pattern.compile(spelt));
            } catch (PatternSyntaxException e) {
                throw Fields.unsupported(path + " is the regular expression \"" + expression
                        + "\", which is not supported: " + e.getDescription());
            }
        }

        @Override
        public void find(char[] chars, int from, int to, Matches matches) {
            Matcher matcher = pattern.matcher(CharBuffer.wrap(chars, from, to - from));
            while (matcher.find()) {
                if (matcher.start() < matcher.end()) {
                    matches.match(from + matcher.start(), from + matcher.end());
                }
            }
        }
    }
}
