package io.joyul.preprocess;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
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

    /** Bytes by which compressed files are told. */
    private static final int LONGEST_SIGNATURE = 16;

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
                refuseArchives(buffered);
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
    private static void refuseArchives(InputStream in) throws IOException {
        in.mark(LONGEST_SIGNATURE);
        String start = new String(in.readNBytes(LONGEST_SIGNATURE), StandardCharsets.ISO_8859_1);
        in.reset();
        for (Packing packing : Packing.values()) {
            if (packing.signature.matcher(start).lookingAt()) {
                throw new IOException(packing.what);
            }
        }
    }

    /** Formats that pack files, told by their first bytes. */
    private enum Packing {
        GZIP("\\x1f\\x8b", "it is gzip, but its name does not end in .gz"),
        BZIP2("BZh[1-9](1AY&SY|\\x17rE8P\\x90)", "it is bzip2, but its name does not end in .bz2"),
        ZSTANDARD("\\x28\\xb5\\x2f\\xfd", "it is Zstandard, but its name does not end in .zst"),
        ZIP("PK\\x03\\x04", "it is a zip archive; unpack it first"),
        XZ("\\xfd7zXZ\\x00", "it is xz; unpack it first"),
        LZ4("\\x04\\x22\\x4d\\x18", "it is LZ4; unpack it first"),
        SEVEN_ZIP("7z\\xbc\\xaf\\x27\\x1c", "it is a 7-Zip archive; unpack it first");

        private final Pattern signature;
        private final String what;

        Packing(String signature, String what) {
            this.signature = Pattern.compile(signature);
            this.what = what;
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
