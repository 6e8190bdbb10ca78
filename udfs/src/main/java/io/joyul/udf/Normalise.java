package io.joyul.udf;

import io.joyul.text.TextNormaliser;
import io.joyul.text.TextNormaliser.Step;
import java.io.Serializable;
import java.util.EnumSet;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/** What {@code preprocess.normalise} does by default. */
record Normalise() implements SqlFunction {
    private static final Signature SIGNATURE = new Signature(
            "joyul_normalise",
            "The text without control characters, in Unicode NFC, with single spaces.",
            List.of(Parameter.column("text", DataTypes.StringType, "a text")),
            DataTypes.StringType,
            "SELECT _FUNC_('  so \t many   spaces ')",
            "so many spaces");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Serializable rows(Constants constants) {
        return new Rows(new TextNormaliser(EnumSet.of(Step.STRIP_CONTROL, Step.NFC, Step.COLLAPSE_WHITESPACE)));
    }

    /** Called for each row. */
    public record Rows(TextNormaliser normaliser) implements Serializable {
        public UTF8String call(UTF8String text) {
            return UTF8String.fromString(normaliser.normalise(text.toString()));
        }
    }
}
