package io.joyul.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One source of a mixture.
 *
 * @param path a path or glob: plain text lines to pretrain on, or rows to train on in the format of the other splits
 * @param weight how much a row of it counts beside a row of the others
 */
public record TextSource(
        String path, @Default("1.0") @Within("(0, 1000000]") double weight) {
    /** All paths, for messages. */
    public static String paths(List<TextSource> sources) {
        return sources.stream().map(TextSource::path).collect(Collectors.joining(", "));
    }
}
