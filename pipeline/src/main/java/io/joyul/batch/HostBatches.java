package io.joyul.batch;

import io.joyul.pack.PackLayout;
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
        return lay(StepRows.single(rows), padTokenId, false);
    }

    /** Lays the examples of each item side by side in one row, and pads rows to the longest of them. */
    static HostBatch pack(StepRows packs, int padTokenId) {
        return lay(packs, padTokenId, true);
    }

    private static HostBatch lay(StepRows items, int padTokenId, boolean packed) {
        RowSelection examples = items.examples();
        Kind kind = examples.kind();
        int[] each = examples.lengths();
        int[] lengths = new int[items.items()];
        for (int item = 0; item < lengths.length; item++) {
            for (int example = items.start(item); example < items.ends()[item]; example++) {
                lengths[item] += each[example];
            }
        }
        int length = IntStream.of(lengths).max().orElseThrow();
        long[] ids = new long[examples.size()];
        for (int example = 0; example < ids.length; example++) {
            ids[example] = examples.id(example);
        }
        return new HostBatch(
                lengths.length,
                length,
                ids,
                tokens(items, kind.column("input_ids"), length, padTokenId),
                tokens(items, kind.column("token_type_ids"), length, 0),
                lengths,
                labels(items, kind, length),
                IntStream.of(lengths).asLongStream().sum(),
                packed ? layout(items, each, length) : null);
    }

    private static PackLayout layout(StepRows items, int[] lengths, int length) {
        int[][] seqLens = new int[items.items()][];
        for (int item = 0; item < seqLens.length; item++) {
            seqLens[item] = Arrays.copyOfRange(lengths, items.start(item), items.ends()[item]);
        }
        return new PackLayout(length, seqLens);
    }

    private static int[] labels(StepRows items, Kind kind, int length) {
        int byToken = kind.column("labels");
        if (byToken >= 0 && kind.columns().get(byToken).type() == Column.Type.TOKENS) {
            return tokens(items, byToken, length, IGNORED);
        }
        int byExample = kind.column("label");
        if (byExample < 0) {
            return new int[0];
        }
        RowSelection examples = items.examples();
        return IntStream.range(0, examples.size())
                .map(example -> examples.int32(byExample, example))
                .toArray();
    }

    /** A column (B × S), padded; empty for a kind that has no such column. */
    private static int[] tokens(StepRows items, int column, int length, int padding) {
        if (column < 0) {
            return new int[0];
        }
        RowSelection examples = items.examples();
        int[] values = new int[items.items() * length];
        for (int item = 0; item < items.items(); item++) {
            int at = item * length;
            for (int example = items.start(item); example < items.ends()[item]; example++) {
                examples.copy(column, example, values, at);
                at += examples.length(example);
            }
            Arrays.fill(values, at, (item + 1) * length, padding);
        }
        return values;
    }
}
