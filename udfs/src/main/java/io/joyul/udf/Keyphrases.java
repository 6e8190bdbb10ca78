package io.joyul.udf;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/** What a Korean text may be about. */
record Keyphrases() implements SqlFunction {
    private static final int WORDS = 3;

    private static final Signature SIGNATURE = new Signature(
            "joyul_keyphrases",
            "Candidates for the key phrases of a Korean text: its runs of nouns, each once.",
            List.of(
                    Parameter.column("text", DataTypes.StringType, "a text"),
                    Parameter.option(
                            "words",
                            DataTypes.IntegerType,
                            "nouns in the longest candidate; " + WORDS + " when left out")),
            DataTypes.createArrayType(DataTypes.StringType, false),
            "SELECT _FUNC_('자연어 처리는 재미있다')",
            "[\"자연어 처리\"]");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Serializable rows(Constants constants) {
        int words = constants.number("words", WORDS);
        if (words < 1) {
            throw new IllegalArgumentException("words must be at least 1, but is " + words);
        }
        Morphemes.require();
        return new Rows(words);
    }

    /** Called for each row. */
    public record Rows(int words) implements Serializable {
        public ArrayData call(UTF8String text) {
            List<String> phrases = Morphemes.ofThread().keyphrases(text.toString(), words);
            return new GenericArrayData(
                    phrases.stream().map(UTF8String::fromString).toArray());
        }
    }
}
