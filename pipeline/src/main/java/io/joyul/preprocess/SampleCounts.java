package io.joyul.preprocess;

import java.io.Serializable;

/**
 * What sampling makes of rows; parts add up.
 *
 * @param rows that are there
 * @param repeated further copies that are made of them
 * @param leftOut rows that are not taken
 * @param taken rows and copies that go on
 * @param examples that come of these
 */
public record SampleCounts(long rows, long repeated, long leftOut, long taken, long examples) implements Serializable {
    static final SampleCounts NONE = new SampleCounts(0, 0, 0, 0, 0);

    /** One row that is taken so often. */
    static SampleCounts of(int copies, int rowExamples) {
        return new SampleCounts(1, Math.max(0, copies - 1), copies == 0 ? 1 : 0, copies, (long) copies * rowExamples);
    }

    SampleCounts plus(SampleCounts other) {
        return new SampleCounts(
                rows + other.rows,
                repeated + other.repeated,
                leftOut + other.leftOut,
                taken + other.taken,
                examples + other.examples);
    }
}
