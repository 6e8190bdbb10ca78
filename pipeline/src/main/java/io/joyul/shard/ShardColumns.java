package io.joyul.shard;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;

/** Copies record batches, one after another, into the flat arrays of {@link ShardRows}. */
final class ShardColumns {
    private final VectorSchemaRoot root;
    private final ShardRows into;
    private int rows;
    private int tokens;

    ShardColumns(VectorSchemaRoot root, ShardRows into) {
        this.root = root;
        this.into = into;
    }

    /** Appends the batch that the root holds now. */
    void append() {
        int count = root.getRowCount();
        BigIntVector ids = (BigIntVector) root.getVector(ShardFormat.ID);
        ListVector inputIds = (ListVector) root.getVector(ShardFormat.INPUT_IDS);
        for (int i = 0; i < count; i++) {
            into.ids[rows + i] = ids.get(i);
            into.ends[rows + i] = tokens + inputIds.getElementEndIndex(i);
        }
        int added = copyItems(inputIds, into.tokens);
        switch (into.kind()) {
            case MASKED -> {
                ListVector labels = (ListVector) root.getVector(ShardFormat.LABELS);
                requireSameLengths(inputIds, labels);
                copyItems(labels, into.labels);
            }
            case LABELLED -> copyLabelsAndTexts(count);
        }
        rows += count;
        tokens += added;
    }

    private static void requireSameLengths(ListVector inputIds, ListVector labels) {
        for (int i = 0; i < inputIds.getValueCount(); i++) {
            if (inputIds.getElementEndIndex(i) != labels.getElementEndIndex(i)) {
                throw new IllegalStateException("row " + i + " of a block has not one label for each token");
            }
        }
    }

    private int copyItems(ListVector lists, int[] to) {
        int count = lists.getValueCount() == 0 ? 0 : lists.getElementEndIndex(lists.getValueCount() - 1);
        lists.getDataVector()
                .getDataBuffer()
                .nioBuffer(0, count * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .get(to, tokens, count);
        return count;
    }

    private void copyLabelsAndTexts(int count) {
        IntVector labels = (IntVector) root.getVector(ShardFormat.LABEL);
        VarCharVector texts = (VarCharVector) root.getVector(ShardFormat.TEXT);
        for (int i = 0; i < count; i++) {
            into.labels[rows + i] = labels.get(i);
            into.texts[rows + i] = texts.isNull(i) ? null : new String(texts.get(i), StandardCharsets.UTF_8);
        }
    }

    /** The rows, once as many have come as were promised. */
    ShardRows complete() {
        if (rows != into.size() || tokens != into.tokens.length) {
            throw new IllegalStateException(
                    rows + " rows with " + tokens + " tokens, not " + into.size() + " with " + into.tokens.length);
        }
        return into;
    }
}
