package io.joyul.shard;

import java.io.Serializable;
import java.util.List;

/**
 * What a shard folder holds; the file {@code manifest.json} whose appearance commits the shards. A data file that it
 * does not name does not exist for a reader.
 *
 * @param version of the format, see {@code package-info}
 * @param runId of the job that wrote it, for tracing a file back
 * @param kind which {@link Example} the rows are
 * @param tokenizerSha256 of the {@code tokenizer.json} that made the ids
 * @param seed that masking drew from
 * @param maxLength tokens in the longest example allowed
 * @param blockRows rows in each block of a data file but its last, which may have fewer
 * @param labelNames class names by index; empty for masked examples
 */
public record ShardManifest(
        int version,
        String runId,
        Kind kind,
        String tokenizerSha256,
        long seed,
        int maxLength,
        int blockRows,
        List<String> labelNames,
        List<ShardFile> files)
        implements Serializable {

    public ShardManifest {
        labelNames = List.copyOf(labelNames);
        files = List.copyOf(files);
    }

    /** Which examples a shard folder holds. Written by name, so a constant keeps its own for ever. */
    public enum Kind {
        MASKED(Example.Masked.class),
        MASKABLE(Example.Maskable.class),
        LABELLED(Example.Labelled.class),
        PAIR(Example.Pair.class),
        TAGGED(Example.Tagged.class),
        SPAN(Example.Span.class),
        WINDOW(Example.Window.class),
        CAUSAL(Example.Causal.class),
        SEQUENCE_TO_SEQUENCE(Example.SequenceToSequence.class),
        REPLACED(Example.Replaced.class),
        SEGMENTS(Example.Segments.class),
        PREFERENCE(Example.Preference.class),
        RANKING(Example.Ranking.class);

        private final ExampleColumns columns;

        Kind(Class<? extends Example> type) {
            this.columns = ExampleColumns.of(type);
        }

        /** Whether these are examples of masked-language modelling, which lie in a folder of their own. */
        public boolean masks() {
            return this == MASKED || this == MASKABLE;
        }

        /** The columns of a row, {@code id} and {@code input_ids} first. */
        public List<Column> columns() {
            return columns.columns();
        }

        /** The place of a column in {@link #columns}, or −1 for a kind that has no such column. */
        public int column(String name) {
            for (int i = 0; i < columns().size(); i++) {
                if (columns().get(i).name().equals(name)) {
                    return i;
                }
            }
            return -1;
        }

        /** The kind of an example. */
        public static Kind of(Example example) {
            for (Kind kind : values()) {
                if (kind.columns.describe(example)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException(example.getClass() + " is of no kind that a shard holds");
        }

        ExampleColumns examples() {
            return columns;
        }
    }

    /**
     * One data file.
     *
     * @param name within the folder
     * @param split {@code train}, {@code dev} or {@code test}
     * @param tokens ids in all its rows, special tokens included
     * @param sha256 of the whole file
     * @param index where the file says where its blocks are
     */
    public record ShardFile(String name, String split, long rows, long tokens, long bytes, String sha256, Index index)
            implements Serializable {}

    /**
     * The end of a data file: Arrow's footer, with the sum of each block in it.
     *
     * @param offset of its first byte; it goes on to the end of the file
     * @param sha256 of these bytes
     */
    public record Index(long offset, String sha256) implements Serializable {}

    /** The files of one split, in manifest order, which is the order that epoch plans count in. */
    public List<ShardFile> split(String split) {
        return files.stream().filter(file -> file.split().equals(split)).toList();
    }

    public long rows(String split) {
        return split(split).stream().mapToLong(ShardFile::rows).sum();
    }

    public long tokens(String split) {
        return split(split).stream().mapToLong(ShardFile::tokens).sum();
    }
}
