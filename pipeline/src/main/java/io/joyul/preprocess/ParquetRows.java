package io.joyul.preprocess;

import io.joyul.error.JoyulException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Reads Parquet through Spark. */
final class ParquetRows {
    private ParquetRows() {}

    /**
     * The columns of one file.
     *
     * @throws JoyulException {@code INPUT_UNREADABLE}
     */
    static List<String> header(SparkSession spark, String path) {
        try {
            return Arrays.asList(spark.read().parquet(path).schema().fieldNames());
        } catch (Exception e) {
            // Spark declares none of what it throws here, checked exceptions included.
            throw InputFiles.unreadable(path, "no Parquet file: " + firstLine(e), e);
        }
    }

    static JavaRDD<RawRow> read(SparkSession spark, InputTable table) {
        Columns columns = table.columns();
        String files = table.paths().size() == 1
                ? table.paths().get(0)
                : table.paths().get(0) + " and " + (table.paths().size() - 1) + " more";
        return spark.read()
                .parquet(table.paths().toArray(String[]::new))
                .toJavaRDD()
                .mapPartitions(rows -> new NamedFailures<>(files, new Iterator<RawRow>() {
                    @Override
                    public boolean hasNext() {
                        return rows.hasNext();
                    }

                    @Override
                    public RawRow next() {
                        return fields(columns, rows.next());
                    }
                }));
    }

    private static RawRow fields(Columns columns, Row row) {
        String json = row.json();
        return switch (columns.values()) {
            case SINGLE -> columns.fields(column -> value(row, column), json);
            // Spark writes arrays and structures as JSON of their own kind.
            case ANY ->
                JsonLinesParser.fields(columns, JsonLinesParser.object(json).orElseThrow(), json);
        };
    }

    private static @Nullable String value(Row row, String column) {
        Object value = row.getAs(column);
        return value == null ? null : value.toString();
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
