package io.joyul.tokenize;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns a regular expression of {@code tokenizer.json} into one that means the same to RE2. The files' own reader runs
 * them on Oniguruma with Ruby's syntax (its {@code doc/RE}); much of that RE2 takes too and understands otherwise. So only
 * what is known to mean the same is let through. Classes of characters are spelt out by Java's
 * tables (Unicode 13): RE2/J's own are of Unicode 6, without most of the Han characters and emoji that came since.
 */
final class OnigurumaExpression {
    private static final Pattern QUANTIFIER = Pattern.compile("\\{\\d{1,4}(?:,\\d{0,4})?}");
    private static final Pattern PROPERTY = Pattern.compile("\\{(\\^?)([A-Za-z_ ]+)}");
    private static final Pattern CODE = Pattern.compile("\\{([0-9A-Fa-f]{1,6})}");
    private static final String CONTROLS = "tnrfva";

    /** Letters that become one in another case: ß is as good as ss where case does not count. */
    private static final Pattern FOLDED_TOGETHER = Pattern.compile("(?i)s[st]|f[fil]|[^\\x00-\\x7f]");

    private final String expression;
    private final String path;
    private final StringBuilder spelt = new StringBuilder();
    private int at;

    private OnigurumaExpression(String expression, String path) {
        this.expression = expression;
        this.path = path;
    }

    /**
     * The same expression for RE2.
     *
     * @param path where it stands in the file, for the message
     * @throws io.joyul.error.JoyulException {@code TOKENIZER_UNSUPPORTED} when it holds what RE2 would read otherwise
     */
    static String forRe2(String expression, String path) {
        return new OnigurumaExpression(expression, path).spell();
    }

    private String spell() {
        while (at < expression.length()) {
            char unit = expression.charAt(at);
            switch (unit) {
                case '\\' -> escape();
                case '[' -> characterClass();
                case '(' -> group();
                case '{' -> quantifier();
                case '^' -> lineBegin();
                case '$' -> lineEnd();
                default -> {
                    spelt.append(unit);
                    at++;
                }
            }
        }
        return spelt.toString();
    }

    private void escape() {
        CharacterSet set = set();
        if (set != null) {
            spelt.append('[').append(set.spelt()).append(']');
        } else {
            spelt.append(literal());
        }
    }

    /** The class that an escape stands for; null, and nothing read, where it stands for one character. */
    private @Nullable CharacterSet set() {
        char escaped = escaped();
        CharacterSet set = switch (Character.toLowerCase(escaped)) {
            case 's' -> new CharacterSet(BertCharacters::whitespace);
            case 'd' -> CharacterSet.property("Nd");
            case 'p' -> property();
            default -> null;
        };
        if (set == null) {
            return null;
        }
        at = escaped == 'p' || escaped == 'P' ? expression.indexOf('}', at) + 1 : at + 2;
        return Character.isUpperCase(escaped) ? set.negated() : set;
    }

    private CharacterSet property() {
        Matcher matcher = PROPERTY.matcher(expression).region(at + 2, expression.length());
        if (!matcher.lookingAt()) {
            throw refused("\\" + escaped() + " without {…}");
        }
        CharacterSet set = CharacterSet.property(matcher.group(2));
        if (set == null) {
            throw refused("\\" + escaped() + matcher.group());
        }
        return matcher.group(1).isEmpty() ? set : set.negated();
    }

    private char escaped() {
        if (at + 1 == expression.length()) {
            throw refused("a \\ at its end");
        }
        return expression.charAt(at + 1);
    }

    /** One character that is written with a backslash. */
    private String literal() {
        char escaped = escaped();
        if (escaped == 'x') {
            Matcher matcher = CODE.matcher(expression).region(at + 2, expression.length());
            if (!matcher.lookingAt()) {
                throw refused("\\x without {…}");
            }
            at = matcher.end();
            return "\\x" + matcher.group();
        }
        boolean same = CONTROLS.indexOf(escaped) >= 0 || (escaped < 0x80 && !Character.isLetterOrDigit(escaped));
        if (!same) {
            throw refused("\\" + escaped);
        }
        at += 2;
        return "\\" + escaped;
    }

    private void characterClass() {
        spelt.append('[');
        at++;
        if (at < expression.length() && expression.charAt(at) == '^') {
            spelt.append('^');
            at++;
        }
        if (at < expression.length() && expression.charAt(at) == ']') {
            throw refused("] at the beginning of a class");
        }
        while (at < expression.length() && expression.charAt(at) != ']') {
            char unit = expression.charAt(at);
            if (unit == '[') {
                throw refused("a class within a class");
            }
            if (expression.startsWith("&&", at)) {
                throw refused("&& within a class");
            }
            if (unit == '\\') {
                CharacterSet set = set();
                spelt.append(set == null ? literal() : set.spelt());
            } else {
                spelt.append(unit);
                at++;
            }
        }
        if (at == expression.length()) {
            throw refused("a class without an end");
        }
        spelt.append(']');
        at++;
    }

    private void group() {
        if (!expression.startsWith("(?", at)) {
            spelt.append('(');
            at++;
        } else if (expression.startsWith("(?:", at)) {
            spelt.append("(?:");
            at += 3;
        } else if (expression.startsWith("(?i:", at)
                && !FOLDED_TOGETHER.matcher(expression).find()) {
            spelt.append("(?i:");
            at += 4;
        } else {
            throw refused(expression.substring(at, Math.min(expression.length(), at + 4)));
        }
    }

    private void quantifier() {
        Matcher matcher = QUANTIFIER.matcher(expression).region(at, expression.length());
        if (!matcher.lookingAt()) {
            throw refused("{ that begins no {n}, {n,} or {n,m}");
        }
        // Ruby takes {n}? for "n times or not at all", while {n,m}? is the fewest to both.
        if (!matcher.group().contains(",") && expression.startsWith("?", matcher.end())) {
            throw refused(matcher.group() + "?");
        }
        spelt.append(matcher.group());
        at = matcher.end();
    }

    /** Ruby's anchors are those of lines. Elsewhere than at its ends they differ on the empty line after the last one. */
    private void lineBegin() {
        if (at != 0) {
            throw refused("^ within it");
        }
        spelt.append("(?m:^)");
        at++;
    }

    private void lineEnd() {
        if (at != expression.length() - 1) {
            throw refused("$ within it");
        }
        spelt.append("(?m:$)");
        at++;
    }

    private RuntimeException refused(String what) {
        return Fields.unsupported(path + " uses " + what + " in \"" + expression + "\", which is not supported");
    }

    /** Some of all code points. */
    private record CharacterSet(IntPredicate holds) {
        /** Names of general categories, by what {@link Character#getType(int)} gives. */
        private static final String[] CATEGORIES = {
            "Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Me", "Mc", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "",
            "Co", "Cs", "Pd", "Ps", "Pe", "Pc", "Po", "Sm", "Sc", "Sk", "So", "Pi", "Pf"
        };

        /** A general category or a script; null where there is none of that name. */
        static @Nullable CharacterSet property(String name) {
            if (Arrays.stream(CATEGORIES).anyMatch(category -> category.startsWith(name))) {
                return new CharacterSet(codePoint -> CATEGORIES[Character.getType(codePoint)].startsWith(name));
            }
            try {
                Character.UnicodeScript script = Character.UnicodeScript.forName(name);
                return new CharacterSet(codePoint -> Character.UnicodeScript.of(codePoint) == script);
            } catch (IllegalArgumentException e) {
                return null;
            }
        }

        CharacterSet negated() {
            return new CharacterSet(holds.negate());
        }

        /** Its ranges, as they stand within brackets. */
        String spelt() {
            StringBuilder ranges = new StringBuilder();
            int begin = -1;
            for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT + 1; codePoint++) {
                boolean in = codePoint <= Character.MAX_CODE_POINT && holds.test(codePoint);
                if (in && begin < 0) {
                    begin = codePoint;
                } else if (!in && begin >= 0) {
                    ranges.append(String.format(Locale.ROOT, "\\x{%x}-\\x{%x}", begin, codePoint - 1));
                    begin = -1;
                }
            }
            return ranges.toString();
        }
    }
}
