package io.joyul.udf;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/** Token ids with special tokens. */
record Tokenise() implements SqlFunction {
    private static final Signature SIGNATURE = new Signature(
            "joyul_tokenise",
            "The token ids of the text with the tokenizer's special tokens.",
            List.of(
                    Parameter.column("text", DataTypes.StringType, "a text"),
                    Tokenizers.PARAMETER,
                    Parameter.option(
                            "max_length",
                            DataTypes.IntegerType,
                            "the most ids, special tokens included; longer texts are cut at the end")),
            Tokenizers.IDS,
            "SELECT _FUNC_('so many words', '/models/bert/tokenizer.json', 4)",
            "[101,2061,2116,102]");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Serializable rows(Constants constants) {
        int maxLength = constants.number("max_length", Integer.MAX_VALUE);
        TokenizerFile tokenizer = constants.tokenizer();
        // Refuses a length without room for the special tokens now.
        tokenizer.tokenizer().encode("", maxLength);
        return new Rows(tokenizer, maxLength);
    }

    /** Called for each row. */
    public record Rows(TokenizerFile tokenizer, int maxLength) implements Serializable {
        public ArrayData call(UTF8String text) {
            return UnsafeArrayData.fromPrimitiveArray(tokenizer.tokenizer().encode(text.toString(), maxLength));
        }
    }
}
