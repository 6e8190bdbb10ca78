/**
 * Sweeps: which settings of a run file are tried, how long each trial trains, and what is remembered of it. Nothing here
 * knows Spark or libtorch: a {@link io.joyul.sweep.Conductor} is asked for work and told what came of it, by whoever runs
 * the trials.
 *
 * <p>The strategies are deterministic: the same seed and the same calls in the same order give the same answers. That is
 * what the {@link io.joyul.sweep.Journal} builds on. It is a folder {@code journal} of files {@code 00001.jsonl},
 * {@code 00002.jsonl}, …, in the order of their numbers, one for each start of a driver (or, where a file system shows a
 * file only when it is closed, one for each line). A line is a JSON object {@code {"sum": …, "event": {…}}} whose sum is the first 16 hexadecimal digits of
 * the SHA-256 of the event's text as it stands. A last line without an end was being written when its driver died, and
 * does not count; any other line whose sum differs is an error. What precedes the last event {@code begun} does not count
 * either: it is of a sweep of which nothing came. A driver that starts over a journal makes the strategy
 * live through it again, and goes on.
 */
@NullMarked
package io.joyul.sweep;

import org.jspecify.annotations.NullMarked;
