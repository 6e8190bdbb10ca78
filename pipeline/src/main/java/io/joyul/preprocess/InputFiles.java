package io.joyul.preprocess;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.jspecify.annotations.Nullable;

/** Finds files and reads their beginnings, on the driver. Compression is told by the file name. */
final class InputFiles {
    /** Bytes of a line that are looked at. */
    private static final int LONGEST_FIRST_LINE = 1 << 20;

    /** Bytes after which a line is left half read, so that none keeps the driver busy for minutes. */
    private static final long LONGEST_SKIPPED_LINE = 1 << 28;

    private final Storage storage;
    private final Configuration configuration;

    InputFiles(Configuration configuration) {
        this.storage = Storage.of(Storage.properties(configuration));
        this.configuration = configuration;
    }

    /**
     * The files that a path or glob of the run file names.
     *
     * @throws JoyulException {@code INPUT_NOT_FOUND}
     */
    List<String> find(String key, String pattern) {
        List<String> paths =
                storage.glob(pattern).stream().map(Storage.Entry::path).toList();
        if (paths.isEmpty()) {
            throw new JoyulException(
                    ErrorCode.INPUT_NOT_FOUND,
                    pattern + ": " + key + " names no file; check the path, which starts at the working directory"
                            + " unless it is absolute");
        }
        return paths;
    }

    /** Whether no byte is in a file, decompressed. A damaged one counts as not empty, to be complained of later. */
    boolean isEmpty(String path) {
        try {
            return firstLines(path, 1).isEmpty();
        } catch (JoyulException e) {
            return false;
        }
    }

    /**
     * The first lines of a file, decompressed, without a byte order mark.
     *
     * @throws JoyulException {@code INPUT_UNREADABLE}
     */
    List<String> firstLines(String path, int limit) {
        List<String> lines = new ArrayList<>();
        CompressionCodec codec = new CompressionCodecFactory(configuration).getCodec(new Path(path));
        try (InputStream raw = storage.open(path);
                InputStream in = codec == null ? raw : codec.createInputStream(raw)) {
            InputStream buffered = new BufferedInputStream(in);
            if (codec == null) {
                refuseArchives(path, buffered);
            }
            while (lines.size() < limit) {
                String line = line(buffered);
                if (line == null) {
                    break;
                }
                lines.add(lines.isEmpty() && line.startsWith("\uFEFF") ? line.substring(1) : line);
            }
            return lines;
        } catch (EOFException e) {
            throw unreadable(path, "it ends in the middle", e);
        } catch (IOException | JoyulException e) {
            throw unreadable(path, String.valueOf(e.getMessage()), e);
        }
    }

    /** Compressed bytes under a name that says nothing of it would be taken for lines of rubbish. */
    private static void refuseArchives(String path, InputStream in) throws IOException {
        in.mark(4);
        byte[] magic = in.readNBytes(4);
        in.reset();
        if (magic.length == 4 && magic[0] == 0x1f && magic[1] == (byte) 0x8b) {
            throw unreadable(path, "it is gzip, but its name does not end in .gz", new IOException("gzip"));
        }
        if (magic.length == 4 && magic[0] == 'P' && magic[1] == 'K' && magic[2] == 3 && magic[3] == 4) {
            throw unreadable(path, "it is a zip archive; unpack it first", new IOException("zip"));
        }
    }

    private static @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int next = in.read();
        if (next < 0) {
            return null;
        }
        for (long read = 1; next >= 0 && next != '\n' && read < LONGEST_SKIPPED_LINE; read++) {
            if (bytes.size() < LONGEST_FIRST_LINE) {
                bytes.write(next);
            }
            next = in.read();
        }
        return Line.decode(bytes.toByteArray(), bytes.size(), LONGEST_FIRST_LINE)
                .text();
    }

    /** A file that is there and does not give its bytes. */
    static JoyulException unreadable(String path, String why, Throwable cause) {
        return new JoyulException(
                ErrorCode.INPUT_UNREADABLE,
                path + ": cannot be read (" + why + "); it may be damaged or not what its name says; get it again or"
                        + " take it out of the input",
                cause);
    }
}
