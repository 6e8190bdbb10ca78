package io.joyul.batch;

import io.joyul.shard.Column;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Lays examples side by side. */
public final class HostBatches {
    /** The label of a token that is no target. */
    public static final int IGNORED = -100;

    private HostBatches() {}

    /**
     * Pads examples to the longest of them.
     *
     * @param examples at least one, all of one kind
     * @throws IllegalArgumentException when there is none, or kinds are mixed
     */
    public static HostBatch pad(List<? extends Example> examples, int padTokenId) {
        if (examples.isEmpty()) {
            throw new IllegalArgumentException("a batch needs an example");
        }
        Kind kind = Kind.of(examples.get(0));
        for (Example example : examples) {
            if (Kind.of(example) != kind) {
                throw new IllegalArgumentException(
                        kind + " and " + Kind.of(example) + " examples do not go into one batch");
            }
        }
        return pad(RowSelection.of(examples), padTokenId);
    }

    /** Pads rows to the longest of them, straight from their columns. */
    static HostBatch pad(RowSelection rows, int padTokenId) {
        Kind kind = rows.kind();
        int[] lengths = rows.lengths();
        int length = IntStream.of(lengths).max().orElseThrow();
        long[] ids = new long[rows.size()];
        for (int row = 0; row < ids.length; row++) {
            ids[row] = rows.id(row);
        }
        return new HostBatch(
                rows.size(),
                length,
                ids,
                tokens(rows, kind.column("input_ids"), length, padTokenId),
                tokens(rows, kind.column("token_type_ids"), length, 0),
                lengths,
                labels(rows, kind, length),
                IntStream.of(lengths).asLongStream().sum());
    }

    private static int[] labels(RowSelection rows, Kind kind, int length) {
        int byToken = kind.column("labels");
        if (byToken >= 0 && kind.columns().get(byToken).type() == Column.Type.TOKENS) {
            return tokens(rows, byToken, length, IGNORED);
        }
        int byRow = kind.column("label");
        if (byRow < 0) {
            return new int[0];
        }
        return IntStream.range(0, rows.size())
                .map(row -> rows.int32(byRow, row))
                .toArray();
    }

    /** A column (B × S), padded; empty for a kind that has no such column. */
    private static int[] tokens(RowSelection rows, int column, int length, int padding) {
        if (column < 0) {
            return new int[0];
        }
        int[] values = new int[rows.size() * length];
        for (int row = 0; row < rows.size(); row++) {
            int start = row * length;
            rows.copy(column, row, values, start);
            Arrays.fill(values, start + rows.length(row), start + length, padding);
        }
        return values;
    }
}
