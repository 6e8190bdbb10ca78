package io.joyul.udf;

import io.joyul.text.MinHash;
import io.joyul.text.Shingling;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/** What near-duplicates are found by. */
record MinHashSignature() implements SqlFunction {
    private static final int HASHES = 128;
    private static final int SHINGLE = 5;

    private static final Signature SIGNATURE = new Signature(
            "joyul_minhash",
            "The MinHash signature of the text: compare two by joyul_minhash_similarity.",
            List.of(
                    Parameter.column("text", DataTypes.StringType, "a text; case and punctuation do not count"),
                    Parameter.option(
                            "hashes",
                            DataTypes.IntegerType,
                            "length of the signature; " + HASHES + " when left out, which is exact to about 0.04"),
                    Parameter.option(
                            "shingle",
                            DataTypes.IntegerType,
                            "characters in each of the overlapping pieces that are hashed; " + SHINGLE
                                    + " when left out")),
            Tokenizers.IDS,
            "SELECT size(_FUNC_('so many words', 64))",
            "64");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Serializable rows(Constants constants) {
        Shingling shingling = new Shingling(Shingling.Unit.CHARACTERS, constants.number("shingle", SHINGLE));
        return new Rows(new MinHash(shingling, constants.number("hashes", HASHES)));
    }

    /** Called for each row. */
    public record Rows(MinHash minHash) implements Serializable {
        public ArrayData call(UTF8String text) {
            return UnsafeArrayData.fromPrimitiveArray(minHash.signature(text.toString()));
        }
    }
}
