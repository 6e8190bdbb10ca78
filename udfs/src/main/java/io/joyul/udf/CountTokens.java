package io.joyul.udf;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/** How long a text is for a model. */
record CountTokens() implements SqlFunction {
    private static final Signature SIGNATURE = new Signature(
            "joyul_count_tokens",
            "How many token ids the text has, special tokens included.",
            List.of(Parameter.column("text", DataTypes.StringType, "a text"), Tokenizers.PARAMETER),
            DataTypes.IntegerType,
            "SELECT _FUNC_('so many words', '/models/bert/tokenizer.json')",
            "5");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Serializable rows(Constants constants) {
        return new Rows(constants.tokenizer());
    }

    /** Called for each row. */
    public record Rows(TokenizerFile tokenizer) implements Serializable {
        public int call(UTF8String text) {
            return tokenizer.tokenizer().length(text.toString());
        }
    }
}
