package io.joyul.preprocess;

import java.io.Serializable;

/**
 * Rows of a split that are sampled alike.
 *
 * @param label index of their class; {@link #NO_CLASS} for rows without
 * @param origin which of the sources of the split they are from, counted from 0
 */
public record RowGroup(int label, int origin) implements Serializable {
    /** In the place of a class. */
    public static final int NO_CLASS = -1;
}
