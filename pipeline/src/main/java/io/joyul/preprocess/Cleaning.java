package io.joyul.preprocess;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Drops exact duplicates and marks leaks, by one shuffle on the text.
 *
 * <p>Of the rows of a split with one text that with the lowest id stays (of these, that with the lowest label), whatever
 * the order they came in.
 */
final class Cleaning {
    private Cleaning() {}

    /**
     * The distinct rows of each split.
     *
     * @param rows of {@link RowCheck#SCHEMA}
     * @return {@code split}, {@code id}, {@code label}, {@code text}, and {@code leaked}: the row is there to train on,
     *     and a held-out split has its text as well
     */
    static Dataset<Row> distinct(Dataset<Row> rows) {
        Dataset<Row> texts = rows.filter(col("outcome").isNull())
                .groupBy("text")
                .agg(lowest(Split.TRAIN), lowest(Split.DEV), lowest(Split.TEST), lowest(Split.PRETRAIN_TEXT));
        Column[] bySplit = Arrays.stream(Split.values()).map(Cleaning::row).toArray(Column[]::new);
        return texts.select(col("text"), explode(array(bySplit)).as("row"))
                .filter(col("row.id").isNotNull())
                .select("row.split", "row.id", "row.label", "text", "row.leaked");
    }

    private static Column lowest(Split split) {
        return min(when(col("split").equalTo(split.label()), struct(col("id"), col("label"))))
                .as(split.label());
    }

    private static Column row(Split split) {
        Column leaked = split.heldOut()
                ? lit(false)
                : Arrays.stream(Split.values())
                        .filter(Split::heldOut)
                        .map(heldOut -> column(heldOut).isNotNull())
                        .reduce(lit(false), Column::or);
        return struct(
                lit(split.label()).as("split"),
                column(split).getField("id").as("id"),
                column(split).getField("label").as("label"),
                leaked.as("leaked"));
    }

    private static Column column(Split split) {
        return col("`" + split.label() + "`");
    }
}
