package io.joyul.batch;

import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.shard.ShardRows;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows that lie in any blocks, by reference: none is copied before it is laid into a batch.
 *
 * @param blocks where each row lies
 * @param indices of each row in its block
 */
record RowSelection(ShardRows[] blocks, int[] indices) {
    /** Examples of one kind, at least one. */
    static RowSelection of(List<? extends Example> examples) {
        return all(ShardRows.of(examples));
    }

    private static RowSelection all(ShardRows rows) {
        ShardRows[] blocks = new ShardRows[rows.size()];
        Arrays.fill(blocks, rows);
        return new RowSelection(blocks, IntStream.range(0, rows.size()).toArray());
    }

    /** Several selections one after the other. */
    static RowSelection join(List<RowSelection> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        return new RowSelection(
                parts.stream().flatMap(part -> Arrays.stream(part.blocks)).toArray(ShardRows[]::new),
                parts.stream().flatMapToInt(part -> Arrays.stream(part.indices)).toArray());
    }

    /** The rows at these places, in their order. */
    RowSelection at(int[] places) {
        ShardRows[] chosenBlocks = new ShardRows[places.length];
        int[] chosen = new int[places.length];
        for (int i = 0; i < places.length; i++) {
            chosenBlocks[i] = blocks[places[i]];
            chosen[i] = indices[places[i]];
        }
        return new RowSelection(chosenBlocks, chosen);
    }

    RowSelection range(int from, int to) {
        return new RowSelection(Arrays.copyOfRange(blocks, from, to), Arrays.copyOfRange(indices, from, to));
    }

    int size() {
        return indices.length;
    }

    /** The kind of the rows, of which there is at least one. */
    Kind kind() {
        return blocks[0].kind();
    }

    int length(int row) {
        return blocks[row].length(indices[row]);
    }

    int[] lengths() {
        int[] lengths = new int[size()];
        for (int row = 0; row < lengths.length; row++) {
            lengths[row] = length(row);
        }
        return lengths;
    }

    /** A copy of a row. */
    Example example(int row) {
        return blocks[row].row(indices[row]);
    }

    long id(int row) {
        return blocks[row].id(indices[row]);
    }

    void copy(int column, int row, IntBuffer to, int at) {
        blocks[row].copy(column, indices[row], to, at);
    }

    int int32(int column, int row) {
        return blocks[row].int32(column, indices[row]);
    }
}
