package io.joyul.batch;

import io.joyul.shard.Column;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest.Kind;
import java.nio.IntBuffer;
import java.util.List;
import java.util.stream.IntStream;

/** Lays examples end to end. */
public final class HostBatches {
    /** The label of a token that is no target. */
    public static final int IGNORED = -100;

    private HostBatches() {}

    /**
     * Examples in their order.
     *
     * @param examples at least one, all of one kind
     * @throws IllegalArgumentException when there is none, or kinds are mixed
     */
    public static HostBatch of(List<? extends Example> examples) {
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
        return of(RowSelection.of(examples), new BatchMemory());
    }

    /** Rows straight from their columns, shortest first: texts of one length that lie side by side attend as one. */
    static HostBatch byLength(RowSelection rows, BatchMemory memory) {
        return of(rows.byLength(), memory);
    }

    /** Rows in their order, straight from their columns. */
    static HostBatch of(RowSelection rows, BatchMemory memory) {
        Kind kind = rows.kind();
        int[] lengths = rows.lengths();
        int tokens = IntStream.of(lengths).sum();
        int typeIds = kind.column("token_type_ids");
        return new HostBatch(
                IntStream.range(0, rows.size()).mapToLong(rows::id).toArray(),
                lengths,
                tokens(rows, kind.column("input_ids"), memory.ints(tokens), memory),
                typeIds < 0 ? IntBuffer.allocate(0) : tokens(rows, typeIds, memory.ints(tokens), memory),
                labels(rows, kind, tokens, memory));
    }

    private static int[] labels(RowSelection rows, Kind kind, int tokens, BatchMemory memory) {
        int byToken = kind.column("labels");
        if (byToken >= 0 && kind.columns().get(byToken).type() == Column.Type.TOKENS) {
            return tokens(rows, byToken, IntBuffer.allocate(tokens), memory).array();
        }
        int byExample = kind.column("label");
        if (byExample < 0) {
            return new int[0];
        }
        return IntStream.range(0, rows.size())
                .map(row -> rows.int32(byExample, row))
                .toArray();
    }

    /** Fills a buffer (T) with a column. */
    private static IntBuffer tokens(RowSelection rows, int column, IntBuffer values, BatchMemory memory) {
        memory.fetched(rows.touch(column));
        int at = 0;
        for (int row = 0; row < rows.size(); row++) {
            rows.copy(column, row, values, at);
            at += rows.length(row);
        }
        return values;
    }
}
