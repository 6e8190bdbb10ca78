package io.joyul.udf;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/** From ids back to text. */
record Detokenise() implements SqlFunction {
    private static final Signature SIGNATURE = new Signature(
            "joyul_detokenise",
            "The text of token ids, special tokens left out.",
            List.of(
                    Parameter.column(
                            "ids",
                            DataTypes.createArrayType(DataTypes.IntegerType),
                            "token ids; nulls and ids outside the vocabulary are left out"),
                    Tokenizers.PARAMETER),
            DataTypes.StringType,
            "SELECT _FUNC_(array(101, 2061, 2116, 102), '/models/bert/tokenizer.json')",
            "so many");

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
        public UTF8String call(ArrayData ids) {
            int[] known = new int[ids.numElements()];
            int count = 0;
            for (int i = 0; i < known.length; i++) {
                if (!ids.isNullAt(i)) {
                    known[count++] = ids.getInt(i);
                }
            }
            return UTF8String.fromString(tokenizer.tokenizer().decode(Arrays.copyOf(known, count)));
        }
    }
}
