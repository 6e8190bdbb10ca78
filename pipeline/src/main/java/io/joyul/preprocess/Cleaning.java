package io.joyul.preprocess;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.joyul.config.PreprocessConfig;
import io.joyul.config.RunConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Finds what stands more than once: exact duplicates within a split, by one shuffle on the text; near-duplicates, where
 * the run file wants that; and leaks, texts to train on that a held-out split has too, exactly or nearly.
 *
 * <p>Of the rows of a split with one text that with the lowest id stays (of these, that with the lowest label, and of
 * these, that of the first source), whatever the order they came in.
 */
final class Cleaning implements AutoCloseable {
    /** A row that another one is like. */
    private static final StructType LIKE = new StructType()
            .add("place", DataTypes.IntegerType)
            .add("id", DataTypes.LongType)
            .add("key", DataTypes.LongType)
            .add("text", DataTypes.StringType);

    private final PreprocessConfig config;
    private final Wording wording;
    private final Dataset<Row> distinct;

    /**
     * Holds the distinct rows in Spark's cache until it is closed.
     *
     * @param checked rows of {@link RowCheck#SCHEMA}
     */
    Cleaning(RunConfig run, Dataset<Row> checked) {
        this.config = run.preprocess();
        this.wording = Wording.of(run);
        this.distinct = distinct(checked).persist(CachedRows.LEVEL);
    }

    /**
     * The distinct rows of each split, and which of them go.
     *
     * @return {@code split}, {@code id}, {@code label}, {@code text}, {@code origin}; {@code rule}, the label of the {@link DropRule} by
     *     which the row goes, null when it stays; {@code leak}, that of the leak that was found, whether or not the row
     *     goes; {@code like}, the row that it goes or was found for; {@code copies}, how many rows with the text the split
     *     has, and {@code lastId}, the highest id of these
     */
    Dataset<Row> clean() {
        List<Split> ownSplits = ownSplits();
        if (ownSplits.isEmpty() && !config.nearLeaks()) {
            return judged(distinct.withColumn("nearLeak", lit(null).cast(LIKE))
                    .withColumn("twin", lit(null).cast(LIKE)));
        }
        Dataset<Row> near = new NearDuplicates(config.near(), wording, ownSplits).find(distinct);
        Column same = distinct.col("place")
                .equalTo(near.col("nearPlace"))
                .and(distinct.col("key").equalTo(near.col("nearKey")));
        return judged(distinct.join(near, same, "left_outer"));
    }

    @Override
    public void close() {
        distinct.unpersist();
    }

    private List<Split> ownSplits() {
        List<Split> splits = new ArrayList<>();
        for (Split split : Split.values()) {
            if (config.cleaning().nearDuplicates()
                    && (!split.heldOut() || config.cleaning().heldOut())) {
                splits.add(split);
            }
        }
        return splits;
    }

    /** {@code place}, {@code key}, {@code id}, {@code label}, {@code origin}, {@code text}, {@code exactLeak}, and the copies. */
    private static Dataset<Row> distinct(Dataset<Row> checked) {
        List<Column> sums = new ArrayList<>();
        for (Split split : Split.values()) {
            Column here = col("split").equalTo(split.label());
            sums.add(min(when(here, struct(col("id"), col("label"), col("origin"))))
                    .as(split.name()));
            sums.add(count(when(here, lit(1))).as(split.name() + "_COPIES"));
            sums.add(max(when(here, col("id"))).as(split.name() + "_LAST"));
        }
        Column[] bySplit = Arrays.stream(Split.values()).map(Cleaning::row).toArray(Column[]::new);
        return checked.filter(col("outcome").isNull())
                .groupBy("text")
                .agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new))
                .select(
                        col("text"),
                        xxhash64(col("text")).as("key"),
                        explode(array(bySplit)).as("row"))
                .filter(col("row.copies").gt(0))
                .select("row.*", "key", "text");
    }

    private static Column row(Split split) {
        return struct(
                lit(BandPairs.place(split)).as("place"),
                col(split.name()).getField("id").as("id"),
                col(split.name()).getField("label").as("label"),
                col(split.name()).getField("origin").as("origin"),
                col(split.name() + "_COPIES").as("copies"),
                col(split.name() + "_LAST").as("lastId"),
                split.heldOut()
                        ? lit(null).cast(LIKE).as("exactLeak")
                        : exactLeak().as("exactLeak"));
    }

    private static Column exactLeak() {
        return coalesce(Arrays.stream(Split.values())
                .filter(Split::heldOut)
                .map(heldOut -> when(
                        col(heldOut.name()).isNotNull(),
                        struct(
                                lit(BandPairs.place(heldOut)).as("place"),
                                col(heldOut.name()).getField("id").as("id"),
                                xxhash64(col("text")).as("key"),
                                substring(col("text"), 1, DroppedRow.SHOWN + 1).as("text"))))
                .toArray(Column[]::new));
    }

    private Dataset<Row> judged(Dataset<Row> found) {
        Column leak = coalesce(col("exactLeak"), col("nearLeak"));
        Column leakRule = when(leak.getField("place").equalTo(BandPairs.place(Split.DEV)), label(Split.DEV))
                .when(leak.getField("place").equalTo(BandPairs.place(Split.TEST)), label(Split.TEST));
        Column twinRule = when(col("twin").isNotNull(), lit(DropRule.NEAR_DUPLICATE.label()));
        Column rule = switch (config.leaks()) {
            case DROP, REFUSE -> coalesce(leakRule, twinRule);
            case REPORT -> twinRule;
        };
        Column like = switch (config.leaks()) {
            case DROP, REFUSE -> coalesce(leak, col("twin"));
            case REPORT -> coalesce(col("twin"), leak);
        };
        return found.select(
                split(col("place")).as("split"),
                col("id"),
                col("label"),
                col("text"),
                rule.as("rule"),
                leakRule.as("leak"),
                split(like.getField("place")).as("likeSplit"),
                like.getField("id").as("likeId"),
                like.getField("text").as("likeText"),
                col("copies"),
                col("lastId"),
                col("origin"));
    }

    private static Column label(Split heldOut) {
        return lit(DropRule.leakInto(heldOut).label());
    }

    private static Column split(Column place) {
        Column name = lit(null).cast(DataTypes.StringType);
        for (Split split : Split.values()) {
            name = when(place.equalTo(BandPairs.place(split)), lit(split.label()))
                    .otherwise(name);
        }
        return name;
    }
}
