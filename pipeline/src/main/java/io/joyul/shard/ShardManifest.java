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
 * @param labelNames class names by index; empty for masked examples
 */
public record ShardManifest(
        int version,
        String runId,
        Kind kind,
        String tokenizerSha256,
        long seed,
        int maxLength,
        List<String> labelNames,
        List<ShardFile> files)
        implements Serializable {

    public ShardManifest {
        labelNames = List.copyOf(labelNames);
        files = List.copyOf(files);
    }

    /** Which examples a shard folder holds. */
    public enum Kind {
        MASKED,
        LABELLED
    }

    /**
     * One data file.
     *
     * @param name within the folder
     * @param split {@code train}, {@code dev} or {@code test}
     * @param tokens ids in all its rows, special tokens included
     * @param sha256 of the whole file
     */
    public record ShardFile(String name, String split, long rows, long tokens, long bytes, String sha256)
            implements Serializable {}

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
