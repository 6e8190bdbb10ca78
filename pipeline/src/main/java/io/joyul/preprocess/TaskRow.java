package io.joyul.preprocess;

/**
 * A clean row of a task other than the classification of one text.
 *
 * @param origin which of the sources of its split it is from, counted from 0
 * @param text by which duplicates and leaks are told
 * @param content a {@link Content} as JSON
 */
public record TaskRow(Split split, long id, int origin, String text, String content, long order, long tieBreak)
        implements PlacedRow {}
