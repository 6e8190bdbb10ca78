package io.joyul.shard;

import io.joyul.shard.ShardManifest.Kind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one data file in flat arrays: four bytes a token, and no object for a row until it is asked for.
 *
 * <p>Not changed after the reader has filled it, so any thread may read it.
 */
public final class ShardRows {
    private final Kind kind;
    final long[] ids;
    final int[] tokens;
    final int[] ends;
    /** By token for masked rows, by row for labelled ones. */
    final int[] labels;

    final @Nullable String[] texts;

    ShardRows(Kind kind, int rows, int tokens) {
        this.kind = kind;
        this.ids = new long[rows];
        this.tokens = new int[tokens];
        this.ends = new int[rows];
        this.labels = new int[kind == Kind.MASKED ? tokens : rows];
        this.texts = new String[kind == Kind.LABELLED ? rows : 0];
    }

    Kind kind() {
        return kind;
    }

    public int size() {
        return ids.length;
    }

    /** Tokens of a row, without making the row. */
    public int length(int row) {
        return ends[row] - start(row);
    }

    private int start(int row) {
        return row == 0 ? 0 : ends[row - 1];
    }

    /** A copy of a row. */
    public Example row(int row) {
        int[] inputIds = Arrays.copyOfRange(tokens, start(row), ends[row]);
        return switch (kind) {
            case MASKED -> new Example.Masked(ids[row], inputIds, Arrays.copyOfRange(labels, start(row), ends[row]));
            case LABELLED -> new Example.Labelled(ids[row], inputIds, labels[row], texts[row]);
        };
    }
}
