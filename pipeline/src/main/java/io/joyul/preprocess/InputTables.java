package io.joyul.preprocess;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.joyul.config.InputConfig;
import io.joyul.config.InputConfig.Format;
import io.joyul.config.RunConfig;
import io.joyul.config.TextSource;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Finds the files of all splits and checks their columns, before anything heavy starts. */
final class InputTables {
    /** JSON lines name their columns row by row; this many are looked at. */
    private static final int SAMPLED_LINES = 100;

    private final SparkSession spark;
    private final InputFiles files;

    private InputTables(SparkSession spark) {
        this.spark = spark;
        this.files = new InputFiles(spark.sparkContext().hadoopConfiguration());
    }

    /**
     * The tables of every split that the run file names.
     *
     * @throws JoyulException {@code INPUT_NOT_FOUND}, {@code INPUT_UNREADABLE}, {@code COLUMN_MISSING} or {@code
     *     COLUMN_AMBIGUOUS}
     */
    static List<InputTable> find(SparkSession spark, RunConfig config) {
        InputTables tables = new InputTables(spark);
        InputConfig input = config.input();
        Columns columns = Columns.of(input);
        List<InputTable> found = new ArrayList<>();
        found.addAll(tables.find(Split.TRAIN, input.format(), columns, input.training(), input.sources()));
        found.addAll(tables.find(Split.DEV, input.format(), columns, Split.DEV.key(), input.dev(), 0));
        input.test()
                .ifPresent(test ->
                        found.addAll(tables.find(Split.TEST, input.format(), columns, Split.TEST.key(), test, 0)));
        config.pretrain()
                .ifPresent(pretrain -> found.addAll(tables.find(
                        Split.PRETRAIN_TEXT, Format.TEXT, Columns.PLAIN_TEXT, pretrain.texts(), pretrain.sources())));
        return found;
    }

    /** {@code listed} are the sources that stand in the run file as a list, if it has one. */
    private List<InputTable> find(
            Split split, Format format, Columns columns, List<TextSource> sources, List<TextSource> listed) {
        List<InputTable> found = new ArrayList<>();
        for (int origin = 0; origin < sources.size(); origin++) {
            String key = listed.isEmpty() ? split.key() : split.sourcesKey() + "[" + origin + "].path";
            found.addAll(find(split, format, columns, key, sources.get(origin).path(), origin));
        }
        return found;
    }

    /**
     * What files must have in common to be read together.
     *
     * @param names of the columns
     * @param types of Parquet's; empty for text, whose columns have none
     * @param known whether the names are known before the rows are read
     */
    private record Header(List<String> names, String types, boolean known) {
        static final Header UNKNOWN = new Header(List.of(), "", false);

        Header(List<String> names, String types) {
            this(names, types, true);
        }
    }

    private List<InputTable> find(Split split, Format format, Columns columns, String key, String pattern, int origin) {
        List<String> paths = files.find(key, pattern);
        Map<Header, List<String>> byHeader = new LinkedHashMap<>();
        for (String path : withoutEmpty(paths)) {
            Header header = header(format, path);
            if (header.known()) {
                requireColumns(path, columns, header.names());
            }
            byHeader.computeIfAbsent(header, unseen -> new ArrayList<>()).add(path);
        }
        List<InputTable> tables = new ArrayList<>();
        byHeader.forEach(
                (header, group) -> tables.add(new InputTable(split, format, columns, header.names(), group, origin)));
        return tables;
    }

    /** Of several files those with a byte in them: a writer with an idle task leaves empty ones. */
    private List<String> withoutEmpty(List<String> paths) {
        List<String> filled =
                paths.stream().filter(path -> !files.isEmpty(path)).toList();
        return filled.isEmpty() ? paths.subList(0, 1) : filled;
    }

    private Header header(Format format, String path) {
        return switch (format) {
            case TSV -> new Header(names(TsvParser.values(firstLine(path))), "");
            case CSV -> new Header(names(csvHeader(path)), "");
            case JSON_LINES -> jsonHeader(path);
            case PARQUET -> {
                StructType schema = ParquetRows.schema(spark, path);
                yield new Header(List.of(schema.fieldNames()), ParquetRows.types(schema));
            }
            case TEXT, SQUAD -> {
                // Opened all the same, so that a damaged file is found now.
                files.firstLines(path, 1);
                yield format == Format.TEXT ? new Header(List.of(Columns.LINE), "") : Header.UNKNOWN;
            }
        };
    }

    private static List<String> names(List<String> header) {
        List<String> names = header.stream().map(String::strip).toList();
        return names.equals(List.of("")) ? List.of() : names;
    }

    private String firstLine(String path) {
        List<String> lines = files.firstLines(path, 1);
        return lines.isEmpty() ? "" : lines.get(0);
    }

    private List<String> csvHeader(String path) {
        CsvRecord record = new CsvRecord();
        return record.add(firstLine(path)) == CsvRecord.Progress.COMPLETE ? record.values() : List.of();
    }

    /** The keys that any of the first objects has. Where there are lines but no object, broken rows hide the columns. */
    private Header jsonHeader(String path) {
        List<String> lines = files.firstLines(path, SAMPLED_LINES);
        List<ObjectNode> objects = lines.stream()
                .map(JsonLinesParser::object)
                .flatMap(Optional::stream)
                .toList();
        Set<String> keys = new LinkedHashSet<>();
        objects.forEach(object -> object.fieldNames().forEachRemaining(keys::add));
        return objects.isEmpty() && !lines.isEmpty() ? Header.UNKNOWN : new Header(List.copyOf(keys), "");
    }

    private static void requireColumns(String path, Columns columns, List<String> header) {
        List<String> missing = columns.askedFor(header, times -> times == 0);
        if (!missing.isEmpty()) {
            throw new JoyulException(
                    ErrorCode.COLUMN_MISSING,
                    path + ": lacks " + String.join(" and ", missing) + "; its columns are "
                            + (header.isEmpty() ? "none" : String.join(", ", header))
                            + "; name one of these in the run file, or check input.format");
        }
        List<String> ambiguous = columns.askedFor(header, times -> times > 1);
        if (!ambiguous.isEmpty()) {
            throw new JoyulException(
                    ErrorCode.COLUMN_AMBIGUOUS,
                    path + ": names " + String.join(" and ", ambiguous) + " more than once; its columns are "
                            + String.join(", ", header) + "; give each column a name of its own in the header");
        }
    }
}
