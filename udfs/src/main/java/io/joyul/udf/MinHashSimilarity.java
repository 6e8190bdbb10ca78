package io.joyul.udf;

import io.joyul.text.MinHash;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** How alike two texts are, by their signatures. */
record MinHashSimilarity() implements SqlFunction {
    private static final Signature SIGNATURE = new Signature(
            "joyul_minhash_similarity",
            "What two MinHash signatures say of how alike their texts are, from 0 to 1 (Jaccard's similarity); null where"
                    + " a signature holds a null.",
            List.of(
                    Parameter.column("left", Tokenizers.IDS, "of joyul_minhash"),
                    Parameter.column("right", Tokenizers.IDS, "of joyul_minhash, as long as the other")),
            DataTypes.DoubleType,
            "SELECT _FUNC_(joyul_minhash('so many words'), joyul_minhash('So many words!'))",
            "1.0");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Serializable rows(Constants constants) {
        return new Rows();
    }

    /** Called for each row. */
    public record Rows() implements Serializable {
        public @Nullable Double call(ArrayData left, ArrayData right) {
            // Spark lets arrays through whose type allows nulls, and reads a null as 0.
            return holdsNull(left) || holdsNull(right)
                    ? null
                    : (Double) MinHash.similarity(left.toIntArray(), right.toIntArray());
        }

        private static boolean holdsNull(ArrayData hashes) {
            return IntStream.range(0, hashes.numElements()).anyMatch(hashes::isNullAt);
        }
    }
}
