package io.joyul.udf;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** What functions with a tokenizer have in common. */
final class Tokenizers {
    static final Parameter PARAMETER = Parameter.constant(
            "tokenizer", DataTypes.StringType, "path of a tokenizer.json, or of a folder that holds one; a constant");

    /** Token ids, none of which is null. */
    static final DataType IDS = DataTypes.createArrayType(DataTypes.IntegerType, false);

    private Tokenizers() {}
}
