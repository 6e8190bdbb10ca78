package io.joyul.preprocess;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.CodecPool;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.io.compress.Decompressor;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.hadoop.util.LineReader;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one part of a file, each with its place. Only a line feed ends a line: a lone carriage return may stand in a
 * text. A part begins after its first line end, unless it is the first, and ends with the line that its end lies in. A
 * byte order mark at the start of a file is left out.
 *
 * <p>A file that cannot be read fails as a {@link io.joyul.error.JoyulException} at once: an {@link IOException} Spark takes
 * for the end of the file where {@code spark.files.ignoreCorruptFiles} is set, and whoever counts lines would believe it.
 */
final class LineFileReader extends RecordReader<LongWritable, Text> {
    private static final byte[] LINE_END = {'\n'};
    private static final byte[] BYTE_ORDER_MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);

    private final int maxLineBytes;
    private final LongWritable place = new LongWritable();
    private final Text line = new Text();
    private String name = "";
    private @Nullable LineReader lines;
    private @Nullable Decompressor decompressor;
    private long start;
    private long next;
    private long end;

    LineFileReader(int maxLineBytes) {
        this.maxLineBytes = maxLineBytes;
    }

    @Override
    public void initialize(InputSplit split, TaskAttemptContext context) {
        FileSplit part = (FileSplit) split;
        name = part.getPath().toString();
        try {
            open(part, context.getConfiguration());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private RuntimeException unreadable(IOException e) {
        return InputFiles.unreadable(name, e.getClass().getSimpleName() + ": " + e.getMessage(), e);
    }

    private void open(FileSplit part, Configuration configuration) throws IOException {
        Path path = part.getPath();
        FSDataInputStream file = path.getFileSystem(configuration).open(path);
        CompressionCodec codec = new CompressionCodecFactory(configuration).getCodec(path);
        start = part.getStart();
        next = start;
        end = codec == null ? start + part.getLength() : Long.MAX_VALUE;
        try {
            lines = new LineReader(opened(file, codec), configuration, LINE_END);
            if (start > 0) {
                next += lines.readLine(new Text(), 0, Integer.MAX_VALUE);
            }
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private InputStream opened(FSDataInputStream file, @Nullable CompressionCodec codec) throws IOException {
        if (codec == null) {
            file.seek(start);
            return file;
        }
        decompressor = CodecPool.getDecompressor(codec);
        return codec.createInputStream(file, decompressor);
    }

    @Override
    public boolean nextKeyValue() {
        // A line that starts just at the end is this part's too: the next part skips its first.
        if (lines == null || next > end) {
            return false;
        }
        int read;
        try {
            read = lines.readLine(line, maxLineBytes + 1, Integer.MAX_VALUE);
        } catch (IOException e) {
            throw unreadable(e);
        }
        if (read == 0) {
            return false;
        }
        place.set(next);
        if (next == 0 && startsWithMark()) {
            line.set(line.copyBytes(), BYTE_ORDER_MARK.length, line.getLength() - BYTE_ORDER_MARK.length);
        }
        next += read;
        return true;
    }

    private boolean startsWithMark() {
        for (int i = 0; i < BYTE_ORDER_MARK.length; i++) {
            if (i >= line.getLength() || line.getBytes()[i] != BYTE_ORDER_MARK[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public LongWritable getCurrentKey() {
        return place;
    }

    @Override
    public Text getCurrentValue() {
        return line;
    }

    @Override
    public float getProgress() {
        return end == Long.MAX_VALUE || end == start ? 0 : Math.min(1, (next - start) / (float) (end - start));
    }

    @Override
    public void close() throws IOException {
        try {
            if (lines != null) {
                lines.close();
            }
        } finally {
            CodecPool.returnDecompressor(decompressor);
            decompressor = null;
        }
    }
}
