package io.joyul.shard;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The rows of one record batch on their way to a file. */
final class ShardBlock implements AutoCloseable {
    private final VectorSchemaRoot root;
    private final ExampleColumns columns;
    private int rows;

    ShardBlock(Schema schema, ExampleColumns columns, BufferAllocator allocator) {
        this.root = VectorSchemaRoot.create(schema, allocator);
        this.columns = columns;
        root.allocateNew();
    }

    void add(Example example) {
        List<Column> declared = columns.columns();
        for (int i = 0; i < declared.size(); i++) {
            set(root.getVector(i), declared.get(i), columns.value(example, i));
        }
        rows++;
    }

    private void set(FieldVector vector, Column column, @Nullable Object value) {
        if (value == null) {
            if (column.type() != Column.Type.TEXT) {
                throw new IllegalArgumentException("column " + column.name() + " holds no null");
            }
            ((VarCharVector) vector).setNull(rows);
            return;
        }
        switch (column.type()) {
            case TOKENS, LIST -> set((ListVector) vector, (int[]) value);
            case INT32 -> ((IntVector) vector).setSafe(rows, (Integer) value);
            case INT64 -> ((BigIntVector) vector).setSafe(rows, (Long) value);
            case FLOAT32 -> ((Float4Vector) vector).setSafe(rows, (Float) value);
            case TEXT ->
                ((VarCharVector) vector).setSafe(rows, Objects.toString(value).getBytes(StandardCharsets.UTF_8));
        }
    }

    private void set(ListVector lists, int[] values) {
        IntVector items = (IntVector) lists.getDataVector();
        int start = lists.startNewValue(rows);
        for (int i = 0; i < values.length; i++) {
            items.setSafe(start + i, values[i]);
        }
        lists.endValue(rows, values.length);
    }

    int rows() {
        return rows;
    }

    /** The columns, for a writer made on them. */
    VectorSchemaRoot root() {
        return root;
    }

    /** Says that the rows so far are one batch. */
    void seal() {
        root.setRowCount(rows);
    }

    /** Empties the columns for the next batch. */
    void clear() {
        root.clear();
        root.allocateNew();
        rows = 0;
    }

    @Override
    public void close() {
        root.close();
    }
}
