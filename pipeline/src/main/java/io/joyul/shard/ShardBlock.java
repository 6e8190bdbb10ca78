package io.joyul.shard;

import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.pojo.Schema;

/** The rows of one record batch on their way to a file. */
final class ShardBlock implements AutoCloseable {
    private final VectorSchemaRoot root;
    private int rows;

    ShardBlock(Schema schema, BufferAllocator allocator) {
        this.root = VectorSchemaRoot.create(schema, allocator);
        root.allocateNew();
    }

    void add(Example.Masked example) {
        addIdAndTokens(example);
        set(ShardFormat.LABELS, example.labels());
        rows++;
    }

    void add(Example.Labelled example) {
        addIdAndTokens(example);
        ((IntVector) root.getVector(ShardFormat.LABEL)).setSafe(rows, example.label());
        String text = example.text();
        if (text != null) {
            VarCharVector texts = (VarCharVector) root.getVector(ShardFormat.TEXT);
            texts.setSafe(rows, text.getBytes(StandardCharsets.UTF_8));
        }
        rows++;
    }

    private void addIdAndTokens(Example example) {
        ((BigIntVector) root.getVector(ShardFormat.ID)).setSafe(rows, example.id());
        set(ShardFormat.INPUT_IDS, example.inputIds());
    }

    private void set(String column, int[] values) {
        ListVector lists = (ListVector) root.getVector(column);
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
