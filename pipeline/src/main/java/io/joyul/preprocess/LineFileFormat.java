package io.joyul.preprocess;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;

/**
 * Lines of exactly the files that are named. Hadoop's own format takes each path for a glob once more, leaves out hidden
 * files, keeps a line of any length in memory and, told not to, skips it without a word; this one takes a path for what it
 * is and cuts a line that is too long, for the reader to see. Public, for Hadoop makes it by its name.
 */
public final class LineFileFormat extends FileInputFormat<LongWritable, Text> {
    private static final String WHOLE_FILES = "io.joyul.whole-files";
    private static final String MAX_LINE_BYTES = "io.joyul.max-line-bytes";

    /**
     * Sets what this format needs to know.
     *
     * @param cut where a file may be cut for several tasks
     * @param maxLineBytes bytes that a line may have; of a longer one, one more comes
     */
    static void configure(Configuration configuration, LineParser.Cut cut, int maxLineBytes) {
        configuration.setBoolean(WHOLE_FILES, cut == LineParser.Cut.NOWHERE);
        configuration.setInt(MAX_LINE_BYTES, maxLineBytes);
    }

    @Override
    protected List<FileStatus> listStatus(JobContext job) throws IOException {
        List<FileStatus> files = new ArrayList<>();
        for (Path path : getInputPaths(job)) {
            files.add(path.getFileSystem(job.getConfiguration()).getFileStatus(path));
        }
        return files;
    }

    @Override
    protected boolean isSplitable(JobContext job, Path file) {
        return !job.getConfiguration().getBoolean(WHOLE_FILES, false)
                && new CompressionCodecFactory(job.getConfiguration()).getCodec(file) == null;
    }

    @Override
    public RecordReader<LongWritable, Text> createRecordReader(InputSplit split, TaskAttemptContext context) {
        return new LineFileReader(context.getConfiguration().getInt(MAX_LINE_BYTES, Integer.MAX_VALUE));
    }
}
