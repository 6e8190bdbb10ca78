package io.joyul.shard;

import java.lang.reflect.RecordComponent;
import java.util.Locale;

/**
 * A column of a shard, as a component of an {@link Example} record declares it.
 *
 * @param name in the file: the component's, in snake case
 * @param type what a row holds there
 */
public record Column(String name, Type type) {
    /** The first two columns of every kind. */
    static final Column ID = new Column("id", Type.INT64);

    static final Column INPUT_IDS = new Column("input_ids", Type.TOKENS);

    /** What a row holds. */
    public enum Type {
        /** {@code int[]} with one value for each token of the row. */
        TOKENS,
        /** {@code int[]} of any length. */
        LIST,
        INT32,
        INT64,
        FLOAT32,
        /** A string or null. */
        TEXT
    }

    static Column of(RecordComponent component) {
        return new Column(snakeCase(component.getName()), type(component));
    }

    private static Type type(RecordComponent component) {
        Class<?> type = component.getType();
        if (type == int[].class) {
            boolean inputIds = component.getName().equals("inputIds");
            return inputIds || component.isAnnotationPresent(PerToken.class) ? Type.TOKENS : Type.LIST;
        }
        if (type == int.class) {
            return Type.INT32;
        }
        if (type == long.class) {
            return Type.INT64;
        }
        if (type == float.class) {
            return Type.FLOAT32;
        }
        if (type == String.class) {
            return Type.TEXT;
        }
        throw new IllegalArgumentException(
                component + ": a shard holds int, long, float, int[] and String, not " + type.getSimpleName());
    }

    private static String snakeCase(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
