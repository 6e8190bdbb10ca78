package io.joyul.train;

import java.util.List;

/** A way to write the log of a run. The same entries give the same bytes, and more entries give more bytes behind them. */
public sealed interface LogFormat permits JsonLines, TensorBoardEvents {
    /**
     * The name of the file.
     *
     * @param began when the log was begun, in seconds since 1970
     */
    String fileName(long began);

    /** The whole file. */
    byte[] content(List<LogEntry> entries, long began);
}
