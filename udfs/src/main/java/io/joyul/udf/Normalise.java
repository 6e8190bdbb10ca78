package io.joyul.udf;

import io.joyul.text.TextNormaliser;
import io.joyul.text.TextNormaliser.Step;
import java.io.Serializable;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/** What {@code preprocess.normalise} does, by default or by the names of its steps. */
record Normalise() implements SqlFunction {
    private static final Set<Step> USUAL = EnumSet.of(Step.STRIP_CONTROL, Step.NFC, Step.COLLAPSE_WHITESPACE);
    private static final String NAMES =
            Arrays.stream(Step.values()).map(Step::label).collect(Collectors.joining(", "));

    private static final Signature SIGNATURE = new Signature(
            "joyul_normalise",
            "The text in one form, so that texts which look alike are alike: without control characters, in Unicode NFC,"
                    + " with single spaces, or as steps say.",
            List.of(
                    Parameter.column("text", DataTypes.StringType, "a text"),
                    Parameter.option(
                            "steps",
                            DataTypes.StringType,
                            "what is done instead, with commas between: of " + NAMES
                                    + "; whatever their order, they are done in this one")),
            DataTypes.StringType,
            "SELECT _FUNC_('  so \t many   spaces ')",
            "so many spaces");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Serializable rows(Constants constants) {
        return new Rows(new TextNormaliser(constants.has("steps") ? steps(constants.text("steps")) : USUAL));
    }

    private static Set<Step> steps(String names) {
        return Arrays.stream(names.split(",", -1))
                .map(String::strip)
                .map(Normalise::step)
                .collect(Collectors.toSet());
    }

    private static Step step(String name) {
        return Arrays.stream(Step.values())
                .filter(step -> step.label().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("steps must be of " + NAMES + ", but has '" + name + "'"));
    }

    /** Called for each row. */
    public record Rows(TextNormaliser normaliser) implements Serializable {
        public UTF8String call(UTF8String text) {
            return UTF8String.fromString(normaliser.normalise(text.toString()));
        }
    }
}
