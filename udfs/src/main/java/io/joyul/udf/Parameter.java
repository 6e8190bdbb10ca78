package io.joyul.udf;

import java.io.Serializable;
import org.apache.spark.sql.types.DataType;

/**
 * One argument of a function.
 *
 * @param type what the argument is, or is cast to by Spark's implicit casts
 * @param meaning for {@code DESCRIBE FUNCTION EXTENDED}
 */
public record Parameter(String name, DataType type, Role role, String meaning) implements Serializable {
    public enum Role {
        /** Another value in each row. */
        COLUMN,
        /** The same value for all rows, known when the query is analysed. */
        CONSTANT,
        /** A constant that may be left out, with those after it. */
        OPTION
    }

    public static Parameter column(String name, DataType type, String meaning) {
        return new Parameter(name, type, Role.COLUMN, meaning);
    }

    public static Parameter constant(String name, DataType type, String meaning) {
        return new Parameter(name, type, Role.CONSTANT, meaning);
    }

    public static Parameter option(String name, DataType type, String meaning) {
        return new Parameter(name, type, Role.OPTION, meaning);
    }
}
