package io.joyul.preprocess;

import io.joyul.storage.Storage;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.spark.api.java.JavaNewHadoopRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** Reads tables on the executors. */
final class TableReader {
    private TableReader() {}

    /**
     * All rows of a table; a task that meets a damaged file fails with {@code INPUT_UNREADABLE} and its name.
     *
     * @param maxLineBytes bytes that a line may have; a longer one is set aside
     */
    static TableRows read(SparkSession spark, InputTable table, int maxLineBytes) {
        Columns columns = table.columns();
        List<String> header = table.header();
        return switch (table.format()) {
            case TSV -> lines(spark, table, new TsvParser(columns, header), FirstLine.HEADER, maxLineBytes);
            case CSV -> lines(spark, table, new CsvParser(columns, header), FirstLine.HEADER, maxLineBytes);
            case JSON_LINES -> lines(spark, table, new JsonLinesParser(columns), FirstLine.ROW, maxLineBytes);
            case TEXT -> lines(spark, table, new PlainTextParser(), FirstLine.ROW, maxLineBytes);
            case PARQUET -> new TableRows(table, ParquetRows.read(spark, table), () -> ParquetRows.count(spark, table));
            case SQUAD -> {
                RowsRead count = RowsRead.register(spark, table);
                yield new TableRows(table, SquadRows.read(spark, table, count), count::value);
            }
        };
    }

    /** What the first line of each file is. */
    private enum FirstLine {
        HEADER,
        ROW
    }

    private static TableRows lines(
            SparkSession spark, InputTable table, LineParser parser, FirstLine first, int maxLineBytes) {
        Configuration configuration = configuration(spark, table.paths());
        LineFileFormat.configure(configuration, parser.cut(), maxLineBytes);
        JavaNewHadoopRDD<LongWritable, Text> lines =
                (JavaNewHadoopRDD<LongWritable, Text>) JavaSparkContext.fromSparkContext(spark.sparkContext())
                        .newAPIHadoopRDD(configuration, LineFileFormat.class, LongWritable.class, Text.class);
        RowsRead count = RowsRead.register(spark, table);
        JavaRDD<RawRow> rows = lines.mapPartitionsWithInputSplit(
                (split, part) -> new CountedLines<>(
                        part,
                        record -> first == FirstLine.HEADER && record._1().get() == 0,
                        records -> parser.rows(new Lines(records, first, maxLineBytes)),
                        read -> count.add(new RowsRead.Part(split.toString(), read))),
                false);
        return new TableRows(table, rows, count::value);
    }

    private static Configuration configuration(SparkSession spark, List<String> paths) {
        try {
            Job job = Job.getInstance(spark.sparkContext().hadoopConfiguration());
            FileInputFormat.setInputPaths(job, paths.stream().map(Path::new).toArray(Path[]::new));
            return job.getConfiguration();
        } catch (IOException e) {
            throw Storage.failure(paths.get(0), e);
        }
    }

    /** Hadoop's records, whose key is the place in the file, as lines without the header. */
    private static final class Lines implements Iterator<Line> {
        private final Iterator<Tuple2<LongWritable, Text>> records;
        /** The first line, where it had to be looked at to see that it is no header. */
        private @Nullable Line first;

        private final int maxBytes;

        Lines(Iterator<Tuple2<LongWritable, Text>> records, FirstLine kind, int maxBytes) {
            this.records = records;
            this.maxBytes = maxBytes;
            if (kind == FirstLine.HEADER && records.hasNext()) {
                Tuple2<LongWritable, Text> record = records.next();
                first = record._1().get() == 0 ? null : line(record);
            }
        }

        @Override
        public boolean hasNext() {
            return first != null || records.hasNext();
        }

        @Override
        public Line next() {
            Line line = first;
            first = null;
            return line == null ? line(records.next()) : line;
        }

        private Line line(Tuple2<LongWritable, Text> record) {
            // Hadoop uses one Text for all lines.
            return Line.decode(record._2().getBytes(), record._2().getLength(), maxBytes);
        }
    }
}
