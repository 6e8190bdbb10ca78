package io.joyul.preprocess;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.Locale;

/**
 * The books of one stage over one split: what came in and was made is what went out, was dropped or was set aside.
 *
 * @param rowsIn rows that the stage counted before it began
 * @param made rows that it made out of others
 * @param rowsOut rows that it handed on
 */
public record RowBalance(
        String stage, String split, long rowsIn, long made, long rowsOut, long dropped, long quarantined) {
    /**
     * The books of a stage that drops nothing.
     *
     * @param handedOn rows that the stage before handed on
     * @param written rows that came out
     * @throws JoyulException {@code ROWS_UNACCOUNTED} when these are not as many
     */
    public static RowBalance written(String stage, String split, long handedOn, long written) {
        RowBalance balance = new RowBalance(stage, split, handedOn, 0, written, 0, 0);
        balance.check(handedOn);
        return balance;
    }

    /**
     * The books of the sampling, which repeats rows and leaves some out.
     *
     * @param handedOn rows that the stage before handed on
     * @throws JoyulException {@code ROWS_UNACCOUNTED} when rows, copies and what was left out do not add up
     */
    public static RowBalance sampled(String split, long handedOn, SampleCounts counts) {
        RowBalance balance =
                new RowBalance("sample", split, counts.rows(), counts.repeated(), counts.taken(), counts.leftOut(), 0);
        balance.check(handedOn);
        return balance;
    }

    /** Rows that did not go on. */
    long gone() {
        return dropped + quarantined;
    }

    /**
     * Stops when rows were lost or made.
     *
     * @param handedOn rows that the stage before handed on
     * @throws JoyulException {@code ROWS_UNACCOUNTED}
     */
    void check(long handedOn) {
        if (rowsIn != handedOn) {
            throw unaccounted(
                    String.format(Locale.ROOT, "%,d rows were handed on to it, but it found %,d", handedOn, rowsIn));
        }
        if (rowsIn + made != rowsOut + dropped + quarantined) {
            throw unaccounted(String.format(
                    Locale.ROOT,
                    "of %,d rows%s it handed on %,d, dropped %,d and set aside %,d, which do not add up",
                    rowsIn,
                    made == 0 ? "" : " and " + made + " that it made",
                    rowsOut,
                    dropped,
                    quarantined));
        }
    }

    private JoyulException unaccounted(String what) {
        return new JoyulException(
                ErrorCode.ROWS_UNACCOUNTED,
                split + ": " + stage + ": " + what + "; was the input changed while it was read? If not, report this");
    }
}
