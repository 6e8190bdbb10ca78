package io.joyul.udf;

import io.joyul.text.Script;
import io.joyul.text.ScriptShares;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/** A plain sign of a text's language. */
record LanguageShare() implements SqlFunction {
    private static final String SCRIPTS =
            Arrays.stream(Script.values()).map(Script::label).collect(Collectors.joining(", "));

    private static final Signature SIGNATURE = new Signature(
            "joyul_language_share",
            "The share of the text's letters that are of a script, from 0 to 1; 0 in a text without letters.",
            List.of(
                    Parameter.column("text", DataTypes.StringType, "a text"),
                    Parameter.constant("script", DataTypes.StringType, "one of " + SCRIPTS + "; a constant")),
            DataTypes.DoubleType,
            "SELECT _FUNC_('영화 film', 'latin')",
            "0.6666666666666666");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Serializable rows(Constants constants) {
        String label = constants.text("script");
        return new Rows(Arrays.stream(Script.values())
                .filter(script -> script.label().equals(label))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("script must be one of " + SCRIPTS + ", but is '" + label + "'")));
    }

    /** Called for each row. */
    public record Rows(Script script) implements Serializable {
        public double call(UTF8String text) {
            return ScriptShares.of(text.toString()).share(script);
        }
    }
}
