package io.joyul.preprocess;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Reads Parquet through Spark. A column of bytes is taken for text, as some writers do not mark text as such. */
final class ParquetRows {
    private ParquetRows() {}

    /**
     * The columns of one file with their types.
     *
     * @throws io.joyul.error.JoyulException {@code INPUT_UNREADABLE}
     */
    static StructType schema(SparkSession spark, String path) {
        try {
            return parquet(spark, List.of(path)).schema();
        } catch (Exception e) {
            // Spark declares none of what it throws here, checked exceptions included.
            throw InputFiles.unreadable(path, "no Parquet file: " + firstLine(e), e);
        }
    }

    /** The rows of files that have one schema. */
    static JavaRDD<RawRow> read(SparkSession spark, InputTable table) {
        Columns columns = table.columns();
        String files = table.paths().size() == 1
                ? table.paths().get(0)
                : table.paths().get(0) + " and " + (table.paths().size() - 1) + " more";
        Dataset<Row> rows = parquet(spark, table.paths());
        StructType schema = rows.schema();
        Reason wrongType = wrongType(schema, columns);
        boolean isText = isText(schema.apply(columns.text()).dataType());
        // As bytes: Spark takes any for a string, and versions of it differ in what their own decoding does with bad
        // ones.
        Column bytes = (isText ? column(columns.text()) : lit(null)).cast(DataTypes.BinaryType);
        return rows.select(struct(col("*")), bytes)
                .toJavaRDD()
                .mapPartitions(part -> new NamedFailures<>(
                        files,
                        new FlatIterator<Row, RawRow>(
                                part,
                                row -> List.of(raw(row, columns, wrongType)).iterator())));
    }

    /** Paths are taken for what they are; Spark would take them for globs. */
    private static Dataset<Row> parquet(SparkSession spark, List<String> paths) {
        return spark.read().option("globPaths", "false").parquet(paths.toArray(String[]::new));
    }

    private static Column column(String name) {
        return col("`" + name.replace("`", "``") + "`");
    }

    private static boolean isText(DataType type) {
        return type.equals(DataTypes.StringType) || type instanceof BinaryType;
    }

    private static @Nullable Reason wrongType(StructType schema, Columns columns) {
        if (columns.values() == Columns.Values.ANY) {
            return null;
        }
        if (!isText(schema.apply(columns.text()).dataType())) {
            return Reason.TEXT_TYPE;
        }
        if (columns.label() == null) {
            return null;
        }
        DataType label = schema.apply(columns.label()).dataType();
        boolean nested = label instanceof StructType
                || label instanceof ArrayType
                || label instanceof MapType
                || label instanceof BinaryType;
        return nested ? Reason.LABEL_TYPE : null;
    }

    private static RawRow raw(Row read, Columns columns, @Nullable Reason wrongType) {
        Row row = read.getStruct(0);
        if (wrongType != null) {
            return new RawRow.Malformed(wrongType, row.json());
        }
        byte[] bytes = read.getAs(1);
        Line decoded = bytes == null ? null : Line.decode(bytes, bytes.length);
        String json = row.json();
        if (decoded != null && decoded.fault() != null) {
            return new RawRow.Malformed(decoded.fault(), json);
        }
        String text = decoded == null ? null : decoded.text();
        return switch (columns.values()) {
            case SINGLE -> columns.fields(column -> column.equals(columns.text()) ? text : value(row, column), json);
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

    /** The types, as far as files must agree in them to be read together. */
    static String types(StructType schema) {
        return Arrays.toString(schema.fields());
    }
}
