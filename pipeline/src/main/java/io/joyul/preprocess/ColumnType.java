package io.joyul.preprocess;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * What a task can use in a column. A format without types gives texts, so each type takes them: a text may stand for a list
 * or for JSON, and whoever reads it says whether it does.
 */
enum ColumnType {
    TEXT(Form.TEXT),
    /** A text, a number or a truth value, as classes are. */
    VALUE(Form.TEXT, Form.SCALAR),
    LIST(Form.TEXT, Form.LIST),
    /** A list, or the number of a place in one. */
    LIST_OR_VALUE(Form.TEXT, Form.SCALAR, Form.LIST),
    /** A list or an object. */
    NESTED(Form.TEXT, Form.LIST, Form.OBJECT),
    /** The task does not look into it. */
    UNUSED(Form.values());

    private final Set<Form> forms;

    ColumnType(Form... forms) {
        this.forms = Set.of(forms);
    }

    /** Whether a value may stand in such a column; none at all, which is null, may, for the task to judge. */
    boolean takes(@Nullable Form form) {
        return form == null || forms.contains(form);
    }

    /** What a value is, as far as a type cares. */
    enum Form {
        TEXT,
        SCALAR,
        LIST,
        OBJECT;

        /** The form of a value of JSON; null where there is none. */
        static @Nullable Form of(JsonNode value) {
            return switch (value.getNodeType()) {
                case MISSING, NULL -> null;
                case STRING -> TEXT;
                case ARRAY -> LIST;
                case OBJECT -> OBJECT;
                case NUMBER, BOOLEAN, BINARY, POJO -> SCALAR;
            };
        }

        /** The form of all values of a column; bytes are taken for text, as some writers do not mark text as such. */
        static Form of(DataType type) {
            if (type instanceof StringType || type instanceof BinaryType) {
                return TEXT;
            }
            if (type instanceof ArrayType) {
                return LIST;
            }
            return type instanceof StructType || type instanceof MapType ? OBJECT : SCALAR;
        }
    }
}
