package io.joyul.preprocess;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Picks examples of what the rules took out: of each rule in each split the same few rows, however the rows are ordered
 * and partitioned, since a hash of the row decides. No more than those come to the driver.
 */
final class DroppedRows {
    private static final Comparator<DroppedRow> ORDER = Comparator.<DroppedRow>comparingLong(
                    row -> Draws.of(row.id(), RowCheck.hash(row.text())))
            .thenComparing(DroppedRow::text)
            .thenComparingLong(DroppedRow::id);

    /** There are but as many keys as rules and splits. */
    private static final int REDUCERS = 2;

    private DroppedRows() {}

    /**
     * The examples, by split and rule.
     *
     * @param judged rows of {@link RowCheck#SCHEMA} that went, each on its own or with its sentences
     * @param cleaned rows of {@link Cleaning#clean}
     * @param limit rows for each rule in each split
     */
    static List<DroppedRow> sample(Dataset<Row> judged, Dataset<Row> cleaned, int limit) {
        Column nothing = lit(null);
        Dataset<Row> byQuality = judged.filter(col("source").isNull())
                .select(
                        col("split"),
                        col("outcome").as("rule"),
                        col("id"),
                        col("text"),
                        nothing.cast("string").as("likeSplit"),
                        nothing.cast("long").as("likeId"),
                        nothing.cast("string").as("likeText"));
        Dataset<Row> copies = cleaned.filter(col("copies").gt(1))
                .select(
                        col("split"),
                        lit(DropRule.DUPLICATE.label()).as("rule"),
                        col("lastId").as("id"),
                        col("text"),
                        col("split").as("likeSplit"),
                        col("id").as("likeId"),
                        col("text").as("likeText"));
        Dataset<Row> byRule = found(cleaned, col("rule"));
        Dataset<Row> reported = found(cleaned.filter(col("rule").isNull()), col("leak"));
        return pick(
                byQuality
                        .union(copies)
                        .union(byRule)
                        .union(reported)
                        .toJavaRDD()
                        .map(DroppedRows::row),
                limit);
    }

    private static Dataset<Row> found(Dataset<Row> cleaned, Column rule) {
        return cleaned.filter(rule.isNotNull())
                .select(
                        col("split"),
                        rule.as("rule"),
                        col("id"),
                        col("text"),
                        col("likeSplit"),
                        col("likeId"),
                        col("likeText"));
    }

    private static DroppedRow row(Row row) {
        return new DroppedRow(
                row.getString(0),
                row.getString(1),
                row.getLong(2),
                DroppedRow.cut(row.getString(3)),
                row.getString(4),
                row.isNullAt(5) ? null : (Long) row.getLong(5),
                cutOrNull(row.getString(6)));
    }

    private static @Nullable String cutOrNull(@Nullable String text) {
        return text == null ? null : DroppedRow.cut(text);
    }

    /** Of the rows of each split and rule the first few in an order that only the rows decide. */
    static List<DroppedRow> pick(JavaRDD<DroppedRow> rows, int limit) {
        if (limit == 0) {
            return List.of();
        }
        return new TreeMap<>(rows.mapToPair(row -> new Tuple2<>(row.split() + " " + row.rule(), row))
                        .aggregateByKey(
                                new ArrayList<DroppedRow>(),
                                REDUCERS,
                                (few, row) -> merged(few, List.of(row), limit),
                                (few, others) -> merged(few, others, limit))
                        .collectAsMap())
                .values().stream().flatMap(List::stream).toList();
    }

    private static ArrayList<DroppedRow> merged(ArrayList<DroppedRow> few, List<DroppedRow> others, int limit) {
        if (few.size() == limit && others.size() == 1 && ORDER.compare(few.get(limit - 1), others.get(0)) <= 0) {
            return few;
        }
        few.addAll(others);
        few.sort(ORDER);
        if (few.size() > limit) {
            few.subList(limit, few.size()).clear();
        }
        return few;
    }
}
