package io.joyul.config;

/**
 * One source of a mixture.
 *
 * @param path plain text lines, a path or glob
 * @param weight how much a line of it counts beside a line of the others
 */
public record TextSource(
        String path, @Default("1.0") @Within("(0, 1000000]") double weight) {}
