package io.joyul.text;

import io.joyul.text.QualityRule.Side;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Rules in their order: first those of lines take out what they condemn, then the rest of the text is judged by the
 * others. The first rule that a text fails names its fate.
 */
public record QualityFilter(List<LineRule> lineRules, List<QualityRule> rules) implements Serializable {
    /** The filter that lets everything pass. */
    public static final QualityFilter NONE = new QualityFilter(List.of(), List.of());

    /**
     * What became of a text.
     *
     * @param text what the rules for lines leave of it
     * @param linesRemoved lines that were taken out
     * @param failed the name of the rule that condemns the text, null when it may stay
     */
    public record Verdict(
            String text, int linesRemoved, @Nullable String failed) {}

    public QualityFilter {
        lineRules = List.copyOf(lineRules);
        rules = List.copyOf(rules);
    }

    /** The bounds of a text's length, each with a name such as {@code min-words}. */
    public enum Length {
        MIN_CHARACTERS(Measure.CHARACTERS, Side.AT_LEAST),
        MAX_CHARACTERS(Measure.CHARACTERS, Side.AT_MOST),
        MIN_WORDS(Measure.WORDS, Side.AT_LEAST),
        MAX_WORDS(Measure.WORDS, Side.AT_MOST);

        private final Measure measure;
        private final Side side;

        Length(Measure measure, Side side) {
            this.measure = measure;
            this.side = side;
        }

        /** The rule with this bound. White space counts as one character, however long. */
        public QualityRule at(int bound) {
            String name = name().toLowerCase(Locale.ROOT).replace('_', '-');
            return new QualityRule.Threshold(name, measure, side, bound);
        }
    }

    /** At least a share, in [0, 1], of the letters is in these scripts; the rule is called {@code language}. */
    public static QualityRule language(List<Script> scripts, double atLeast) {
        return new QualityRule.InScripts("language", scripts, atLeast);
    }

    /** Whether every text passes unchanged. */
    public boolean judgesNothing() {
        return lineRules.isEmpty() && rules.isEmpty();
    }

    /** Judges a text with its line ends. */
    public Verdict judge(String text) {
        if (lineRules.isEmpty()) {
            return new Verdict(text, 0, failed(text));
        }
        List<String> kept = new ArrayList<>();
        int removed = 0;
        boolean trimmed = false;
        String firstFailed = null;
        for (String whole : (Iterable<String>) text.lines()::iterator) {
            String line = trim(whole);
            trimmed |= line.length() < whole.length();
            String rule = line.isBlank() ? null : failedByLine(line.strip());
            if (rule == null) {
                kept.add(line);
            } else {
                removed++;
                firstFailed = firstFailed == null ? rule : firstFailed;
            }
        }
        String rest = removed == 0 && !trimmed ? text : String.join("\n", kept);
        return new Verdict(rest, removed, removed > 0 && rest.isBlank() ? firstFailed : failed(rest));
    }

    private String trim(String line) {
        String rest = line;
        for (LineRule rule : lineRules) {
            rest = rule.trim(rest);
        }
        return rest;
    }

    private @Nullable String failedByLine(String line) {
        for (LineRule rule : lineRules) {
            if (!rule.passes(line)) {
                return rule.name();
            }
        }
        return null;
    }

    private @Nullable String failed(String text) {
        Document document = new Document(text);
        for (QualityRule rule : rules) {
            if (!rule.passes(document)) {
                return rule.name();
            }
        }
        return null;
    }
}
