package io.joyul.train;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** A way to write the log of a run: a header, and each entry behind the one before. The same entries give the same bytes. */
public sealed interface LogFormat permits JsonLines, TensorBoardEvents {
    /**
     * The name of the file.
     *
     * @param began when the log was begun, in seconds since 1970
     */
    String fileName(long began);

    /** What the file begins with. */
    byte[] header(long began);

    /** The bytes of some entries. */
    byte[] lines(List<LogEntry> entries, long began);

    /**
     * Where the whole entries of a file are; none in one that begins otherwise.
     *
     * @param content of a file, which may end in the middle of an entry
     */
    List<Mark> marks(byte[] content, long began);

    /**
     * The place of an entry.
     *
     * @param begin of its first byte
     */
    record Mark(int globalStep, int begin) {}

    /** A whole file. */
    default byte[] content(List<LogEntry> entries, long began) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header(began));
        out.writeBytes(lines(entries, began));
        return out.toByteArray();
    }
}
