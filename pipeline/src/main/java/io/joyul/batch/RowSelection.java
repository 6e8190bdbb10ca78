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
 * @param starts the place of each row's first token among those of its block
 * @param lengths of each row in tokens. Both lie in the blocks too, but there a shuffled row's is far from the one before,
 *     and to look it up for each sort and copy took more than half of the reading
 */
record RowSelection(ShardRows[] blocks, int[] indices, int[] starts, int[] lengths) {
    private static final int INTS_PER_LINE = 16;

    /** Examples of one kind, at least one. */
    static RowSelection of(List<? extends Example> examples) {
        return all(ShardRows.of(examples));
    }

    static RowSelection none() {
        return new RowSelection(new ShardRows[0], new int[0], new int[0], new int[0]);
    }

    private static RowSelection all(ShardRows rows) {
        ShardRows[] blocks = new ShardRows[rows.size()];
        Arrays.fill(blocks, rows);
        return new RowSelection(
                blocks,
                IntStream.range(0, rows.size()).toArray(),
                IntStream.range(0, rows.size()).map(rows::start).toArray(),
                IntStream.range(0, rows.size()).map(rows::length).toArray());
    }

    /** Several selections one after the other. */
    static RowSelection join(List<RowSelection> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        return new RowSelection(
                parts.stream().flatMap(part -> Arrays.stream(part.blocks)).toArray(ShardRows[]::new),
                parts.stream().flatMapToInt(part -> Arrays.stream(part.indices)).toArray(),
                parts.stream().flatMapToInt(part -> Arrays.stream(part.starts)).toArray(),
                parts.stream().flatMapToInt(part -> Arrays.stream(part.lengths)).toArray());
    }

    /** The rows at these places, in their order. */
    RowSelection at(int[] places) {
        ShardRows[] chosenBlocks = new ShardRows[places.length];
        int[] chosenIndices = new int[places.length];
        int[] chosenStarts = new int[places.length];
        int[] chosenLengths = new int[places.length];
        for (int i = 0; i < places.length; i++) {
            chosenBlocks[i] = blocks[places[i]];
            chosenIndices[i] = indices[places[i]];
            chosenStarts[i] = starts[places[i]];
            chosenLengths[i] = lengths[places[i]];
        }
        return new RowSelection(chosenBlocks, chosenIndices, chosenStarts, chosenLengths);
    }

    RowSelection range(int from, int to) {
        return new RowSelection(
                Arrays.copyOfRange(blocks, from, to),
                Arrays.copyOfRange(indices, from, to),
                Arrays.copyOfRange(starts, from, to),
                Arrays.copyOfRange(lengths, from, to));
    }

    /** The same rows, shortest first; of one length in their order. */
    RowSelection byLength() {
        long[] keys = new long[size()];
        for (int row = 0; row < keys.length; row++) {
            keys[row] = (long) lengths[row] << Integer.SIZE | row;
        }
        Arrays.sort(keys);
        return at(Arrays.stream(keys).mapToInt(key -> (int) key).toArray());
    }

    int size() {
        return indices.length;
    }

    /** The kind of the rows, of which there is at least one. */
    Kind kind() {
        return blocks[0].kind();
    }

    int length(int row) {
        return lengths[row];
    }

    /** A copy of a row. */
    Example example(int row) {
        return blocks[row].row(indices[row]);
    }

    long id(int row) {
        return blocks[row].id(indices[row]);
    }

    /** Copies the tokens of a row in a column. */
    void copy(int column, int row, IntBuffer to, int at) {
        blocks[row].copy(column, starts[row], lengths[row], to, at);
    }

    /**
     * Reads from each cache line that the rows have in a column, and gives what it read, which means nothing. Shuffled
     * rows are far from each other: read close together, they are all fetched at once, and not one before the next.
     */
    int touch(int column) {
        int seen = 0;
        for (int row = 0; row < indices.length; row++) {
            int end = starts[row] + lengths[row];
            for (int at = starts[row]; at < end; at += INTS_PER_LINE) {
                seen ^= blocks[row].token(column, at);
            }
        }
        return seen;
    }

    int int32(int column, int row) {
        return blocks[row].int32(column, indices[row]);
    }
}
