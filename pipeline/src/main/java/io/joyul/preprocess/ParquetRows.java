package io.joyul.preprocess;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.joyul.preprocess.ColumnType.Form;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Reads Parquet through Spark. Bytes are taken for text, as some writers do not mark text as such. */
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
        String files = names(table);
        Dataset<Row> rows = parquet(spark, table.paths());
        StructType schema = rows.schema();
        Reason wrongType =
                columns.wrongType(column -> Form.of(schema.apply(column).dataType()));
        List<String> read = columns.read();
        // As bytes: Spark takes any for a string, and versions of it differ in what their own decoding does with bad
        // ones.
        Stream<Column> values = read.stream()
                .map(name -> column(name).cast(textsAsBytes(schema.apply(name).dataType())));
        return rows.select(Stream.concat(Stream.of(struct(col("*"))), values).toArray(Column[]::new))
                .toJavaRDD()
                .mapPartitions(part -> new NamedFailures<>(
                        files,
                        new FlatIterator<Row, RawRow>(
                                part,
                                row -> List.of(raw(row, columns, read, wrongType))
                                        .iterator())));
    }

    /**
     * How many rows there are by the ends of the files, where Parquet keeps their numbers: Spark reads no more where no
     * column is asked for.
     *
     * @throws io.joyul.error.JoyulException {@code INPUT_UNREADABLE}
     */
    static long count(SparkSession spark, InputTable table) {
        try {
            return parquet(spark, table.paths()).count();
        } catch (Exception e) {
            throw InputFiles.unreadable(names(table), firstLine(e), e);
        }
    }

    private static String names(InputTable table) {
        List<String> paths = table.paths();
        return paths.size() == 1 ? paths.get(0) : paths.get(0) + " and " + (paths.size() - 1) + " more";
    }

    /** Paths are taken for what they are; Spark would take them for globs. */
    private static Dataset<Row> parquet(SparkSession spark, List<String> paths) {
        return spark.read().option("globPaths", "false").parquet(paths.toArray(String[]::new));
    }

    private static Column column(String name) {
        return col("`" + name.replace("`", "``") + "`");
    }

    /** A type whose texts are bytes, wherever in it they are. */
    private static DataType textsAsBytes(DataType type) {
        if (type instanceof StringType) {
            return DataTypes.BinaryType;
        }
        if (type instanceof ArrayType list) {
            return DataTypes.createArrayType(textsAsBytes(list.elementType()), list.containsNull());
        }
        if (type instanceof MapType map) {
            return DataTypes.createMapType(
                    textsAsBytes(map.keyType()), textsAsBytes(map.valueType()), map.valueContainsNull());
        }
        if (type instanceof StructType struct) {
            return DataTypes.createStructType(Arrays.stream(struct.fields())
                    .map(field ->
                            DataTypes.createStructField(field.name(), textsAsBytes(field.dataType()), field.nullable()))
                    .toList());
        }
        return type;
    }

    /** {@code read} are the columns whose values stand behind the row as it is. */
    private static RawRow raw(Row row, Columns columns, List<String> read, @Nullable Reason wrongType) {
        String source = row.getStruct(0).json();
        if (wrongType != null) {
            return new RawRow.Malformed(wrongType, source);
        }
        Map<String, @Nullable String> values = new HashMap<>();
        try {
            for (int i = 0; i < read.size(); i++) {
                values.put(read.get(i), value(row.get(1 + i)));
            }
        } catch (CharacterCodingException e) {
            return new RawRow.Malformed(Reason.NOT_UTF8, source);
        }
        return columns.fields(values::get, source);
    }

    /** A value as a text; lists and objects as JSON. */
    private static @Nullable String value(@Nullable Object value) throws CharacterCodingException {
        if (value == null) {
            return null;
        }
        JsonNode json = json(value);
        if (json.isContainerNode()) {
            return json.toString();
        }
        return json.isTextual() ? json.textValue() : value.toString();
    }

    private static JsonNode json(@Nullable Object value) throws CharacterCodingException {
        if (value instanceof byte[] bytes) {
            return new TextNode(Line.strictly(bytes, bytes.length));
        }
        if (value instanceof Row row) {
            ObjectNode object = Content.MAPPER.createObjectNode();
            for (int i = 0; i < row.size(); i++) {
                object.set(row.schema().fieldNames()[i], json(row.get(i)));
            }
            return object;
        }
        // A row knows how to make Java's collections of Scala's, whatever the version of Scala.
        if (value instanceof scala.collection.Map) {
            ObjectNode object = Content.MAPPER.createObjectNode();
            for (Map.Entry<?, ?> entry : RowFactory.create(value).getJavaMap(0).entrySet()) {
                object.set(json(entry.getKey()).asText(), json(entry.getValue()));
            }
            return object;
        }
        if (value instanceof scala.collection.Seq) {
            ArrayNode list = Content.MAPPER.createArrayNode();
            for (Object item : RowFactory.create(value).getList(0)) {
                list.add(json(item));
            }
            return list;
        }
        return value == null || value instanceof Number || value instanceof Boolean
                ? Content.MAPPER.valueToTree(value)
                : new TextNode(value.toString());
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** The types, as far as files must agree in them to be read together. */
    static String types(StructType schema) {
        return Arrays.toString(schema.fields());
    }
}
