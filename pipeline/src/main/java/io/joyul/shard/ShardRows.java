package io.joyul.shard;

import io.joyul.shard.ShardManifest.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows in flat arrays, column by column: four bytes for each token of a column, and no object for a row until it is
 * asked for.
 *
 * <p>Not changed once it is handed out, so any thread may read it.
 */
public final class ShardRows {
    private final Kind kind;
    private final int size;
    private final Values[] columns;

    /** What the rows hold in one column. */
    sealed interface Values permits Lists, Ints, Longs, Floats, Texts {
        @Nullable
        Object value(int row);

        int rows();
    }

    /**
     * @param values of all rows, one after the other
     * @param ends where each row's values end
     */
    record Lists(int[] values, int[] ends) implements Values {
        int start(int row) {
            return row == 0 ? 0 : ends[row - 1];
        }

        int length(int row) {
            return ends[row] - start(row);
        }

        @Override
        public int rows() {
            return ends.length;
        }

        @Override
        public Object value(int row) {
            return Arrays.copyOfRange(values, start(row), ends[row]);
        }
    }

    record Ints(int[] values) implements Values {
        @Override
        public Object value(int row) {
            return values[row];
        }

        @Override
        public int rows() {
            return values.length;
        }
    }

    record Longs(long[] values) implements Values {
        @Override
        public Object value(int row) {
            return values[row];
        }

        @Override
        public int rows() {
            return values.length;
        }
    }

    record Floats(float[] values) implements Values {
        @Override
        public Object value(int row) {
            return values[row];
        }

        @Override
        public int rows() {
            return values.length;
        }
    }

    /**
     * @param utf8 of all rows, one after the other; no string is made before it is asked for
     * @param ends where each row's bytes end
     * @param absent rows that hold null
     */
    record Texts(byte[] utf8, int[] ends, boolean[] absent) implements Values {
        @Override
        public @Nullable Object value(int row) {
            int start = row == 0 ? 0 : ends[row - 1];
            return absent[row] ? null : new String(utf8, start, ends[row] - start, StandardCharsets.UTF_8);
        }

        @Override
        public int rows() {
            return ends.length;
        }
    }

    /** {@code columns} as the kind declares them. */
    ShardRows(Kind kind, int size, Values[] columns) {
        this.kind = kind;
        this.size = size;
        this.columns = columns;
    }

    /** Examples of one kind, at least one, as rows. */
    public static ShardRows of(List<? extends Example> examples) {
        return RowColumns.rows(Kind.of(examples.get(0)), examples);
    }

    public Kind kind() {
        return kind;
    }

    public int size() {
        return size;
    }

    public long id(int row) {
        return ((Longs) columns[0]).values()[row];
    }

    /** Tokens of a row, without making the row. */
    public int length(int row) {
        return ((Lists) columns[1]).length(row);
    }

    /** Tokens of all rows. */
    public int tokens() {
        return ((Lists) columns[1]).values().length;
    }

    /** Copies what a row holds in a list column. */
    public void copy(int column, int row, int[] to, int at) {
        Lists lists = (Lists) columns[column];
        int start = lists.start(row);
        System.arraycopy(lists.values(), start, to, at, lists.ends()[row] - start);
    }

    /** What a row holds in an int32 column. */
    public int int32(int column, int row) {
        return ((Ints) columns[column]).values()[row];
    }

    /** A copy of a row. */
    public Example row(int row) {
        @Nullable Object[] values = new Object[columns.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = columns[i].value(row);
        }
        return kind.examples().make(values);
    }

    Values column(int column) {
        return columns[column];
    }
}
