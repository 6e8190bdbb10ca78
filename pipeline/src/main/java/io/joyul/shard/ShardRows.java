package io.joyul.shard;

import io.joyul.shard.ShardManifest.Kind;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows, column by column: four bytes for each token of a column, and no object for a row until it is asked for.
 *
 * <p>The tokens of a block lie where Arrow decompressed them, outside the heap, and go from there into a batch. So
 * whoever reads a block closes its rows; those made of examples need it not. Any thread may read rows until then, and
 * none after.
 */
public final class ShardRows implements AutoCloseable {
    private final Kind kind;
    private final int size;
    private final Values[] columns;
    private final Runnable release;
    private boolean closed;

    /** What the rows hold in one column. */
    sealed interface Values permits Lists, Ints, Longs, Floats, Texts {
        @Nullable
        Object value(int row);

        int rows();
    }

    /**
     * @param values of all rows, one after the other; of a block, in Arrow's memory
     * @param ends where each row's values end
     */
    record Lists(IntBuffer values, int[] ends) implements Values {
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
            int[] copy = new int[length(row)];
            values.get(start(row), copy);
            return copy;
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

    /** {@code columns} as the kind declares them, on the heap. */
    ShardRows(Kind kind, int size, Values[] columns) {
        this(kind, size, columns, () -> {});
    }

    /**
     * The same, in memory that is not the heap's.
     *
     * @param release gives the memory back
     */
    ShardRows(Kind kind, int size, Values[] columns, Runnable release) {
        this.kind = kind;
        this.size = size;
        this.columns = columns;
        this.release = release;
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
        return ((Lists) columns[1]).values().capacity();
    }

    /** Where the tokens of a row begin among those of all rows. */
    public int start(int row) {
        return ((Lists) columns[1]).start(row);
    }

    /** What a column with a value for each token holds for the token at a place. */
    public int token(int column, int at) {
        return ((Lists) columns[column]).values().get(at);
    }

    /** Copies a stretch of such a column to a place of a buffer. */
    public void copy(int column, int start, int length, IntBuffer to, int at) {
        to.put(at, ((Lists) columns[column]).values(), start, length);
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

    /** Gives the memory of a block back; what is asked for after that fails. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            // Memory that is given back must not be read: an index out of bounds is better than what lies there then.
            for (int i = 0; i < columns.length; i++) {
                if (columns[i] instanceof Lists lists && lists.values().isDirect()) {
                    columns[i] = new Lists(IntBuffer.allocate(0), lists.ends());
                }
            }
            release.run();
        }
    }
}
