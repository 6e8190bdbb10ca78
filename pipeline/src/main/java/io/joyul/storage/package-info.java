/**
 * Files on any Hadoop file system, with failures that name the file. Part of the floor, beside {@code error} and
 * {@code config}: shards, checkpoints and reports are all written whole or not at all, by the same few lines.
 */
@NullMarked
package io.joyul.storage;

import org.jspecify.annotations.NullMarked;
