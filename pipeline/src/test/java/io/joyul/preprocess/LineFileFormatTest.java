package io.joyul.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineFileFormatTest {
    private static final List<String> LINES = List.of("가나다", "", "b\rc", "the longest line of all", "", "마", "끝");

    @TempDir
    Path folder;

    private final Configuration configuration = new Configuration();

    private List<String> read(Path file, long splitBytes, int maxLineBytes) throws Exception {
        configuration.setLong(FileInputFormat.SPLIT_MAXSIZE, splitBytes);
        LineFileFormat.configure(configuration, LineParser.Cut.AT_ANY_LINE, maxLineBytes);
        Job job = Job.getInstance(configuration);
        FileInputFormat.setInputPaths(job, new org.apache.hadoop.fs.Path(file.toUri()));
        LineFileFormat format = new LineFileFormat();
        List<String> lines = new ArrayList<>();
        for (InputSplit split : format.getSplits(job)) {
            TaskAttemptContextImpl context = new TaskAttemptContextImpl(job.getConfiguration(), new TaskAttemptID());
            try (RecordReader<LongWritable, Text> reader = format.createRecordReader(split, context)) {
                reader.initialize(split, context);
                while (reader.nextKeyValue()) {
                    lines.add(reader.getCurrentValue().toString());
                    assertThat(reader.getProgress()).isBetween(0f, 1f);
                }
            }
        }
        return lines;
    }

    private Path file(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream raw = Files.newOutputStream(file);
                OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(raw) : raw) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    @Test
    void everyLineIsReadOnceHoweverTheFileIsCut() throws Exception {
        Path ended = file("ended.txt", String.join("\n", LINES) + "\n");
        Path open = file("open.txt", String.join("\n", LINES));
        for (long bytes = 1; bytes <= Files.size(ended) + 1; bytes++) {
            assertThat(read(ended, bytes, 100)).as("parts of %d bytes", bytes).isEqualTo(LINES);
            assertThat(read(open, bytes, 100)).as("parts of %d bytes", bytes).isEqualTo(LINES);
        }
    }

    @Test
    void lineThatIsTooLongIsCutAndNotLeftOut() throws Exception {
        Path file = file("long.txt", String.join("\n", LINES));
        for (long bytes : new long[] {3, 10, 1000}) {
            assertThat(read(file, bytes, 9)).containsExactly("가나다", "", "b\rc", "the longes", "", "마", "끝");
        }
    }

    @Test
    void compressedFileIsReadWhole() throws Exception {
        assertThat(read(file("lines.txt.gz", String.join("\n", LINES)), 5, 100)).isEqualTo(LINES);
    }

    @Test
    void fileThatEndsInTheMiddleFailsAsNoExceptionThatSparkMayIgnore() throws Exception {
        Path file = file("lines.txt.gz", String.join("\n", LINES).repeat(1000));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        assertThatThrownBy(() -> read(file, 5, 100))
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_UNREADABLE))
                .hasMessageContaining("lines.txt.gz");
        Files.delete(file);
        assertThatThrownBy(() -> new LineFileReader(100)
                        .initialize(
                                new FileSplit(new org.apache.hadoop.fs.Path(file.toUri()), 0, 5, new String[0]),
                                new TaskAttemptContextImpl(configuration, new TaskAttemptID())))
                .isInstanceOf(JoyulException.class)
                .hasMessageContaining("lines.txt.gz");
    }

    @Test
    void byteOrderMarkIsNoText() throws Exception {
        assertThat(read(file("mark.txt", "\uFEFF가\n\uFEFF나"), 100, 100)).containsExactly("가", "\uFEFF나");
        assertThat(read(file("only.txt", "\uFEFF"), 100, 100)).containsExactly("");
    }

    @Test
    void nameIsTakenForWhatItIs() throws Exception {
        assertThat(read(file("a[1]{b,c}*?\n.txt", "가"), 100, 100)).containsExactly("가");
        assertThat(read(file("_hidden", "나"), 100, 100)).containsExactly("나");
        assertThat(read(file("empty", ""), 100, 100)).isEmpty();
    }
}
