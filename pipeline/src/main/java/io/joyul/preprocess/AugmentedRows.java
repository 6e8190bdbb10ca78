package io.joyul.preprocess;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.joyul.augment.BackTranslation;
import io.joyul.config.AugmentConfig;
import io.joyul.config.RunConfig;
import io.joyul.preprocess.Augmenting.Source;
import io.joyul.preprocess.Wording.Worded;
import io.joyul.storage.Storage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The rows that {@code preprocess.augment} makes of the training rows. They are written as a table, which tells where
 * each came from, and read back from it. A new row goes when its text is there already: in the training rows (a
 * duplicate), or in a held-out split, exactly or, where near leaks count, nearly (a leak).
 *
 * @param rows of the columns {@code split}, {@code id}, {@code label}, {@code text}, {@code origin}
 * @param made how many were made, those that went included
 * @param kept by the name of their kind
 * @param dropped by the label of their {@link DropRule}
 */
record AugmentedRows(Dataset<Row> rows, long made, Map<String, Long> kept, Map<String, Long> dropped) {
    /** The columns of a new row; {@code source} is the id of the row that it was made of, whose origin it has. */
    static final StructType SCHEMA = new StructType()
            .add("id", DataTypes.LongType, false)
            .add("source", DataTypes.LongType, false)
            .add("kind", DataTypes.StringType, false)
            .add("label", DataTypes.StringType, true)
            .add("text", DataTypes.StringType, false)
            .add("origin", DataTypes.IntegerType, false);

    /**
     * Makes them.
     *
     * @param clean rows of all splits with {@code split}, {@code id}, {@code label}, {@code origin} and {@code text}
     * @param trainingRows how many of these are to train on
     * @param folder of the table; what it held before is replaced
     * @param translations folder for what translators give, which is kept from run to run
     */
    static AugmentedRows make(
            SparkSession spark,
            RunConfig config,
            Dataset<Row> clean,
            long trainingRows,
            String folder,
            String translations) {
        Dataset<Row> made = spark.createDataFrame(made(spark, config, clean, trainingRows, translations), SCHEMA)
                .persist(CachedRows.LEVEL);
        try {
            Dataset<Row> distinct = made.groupBy("text")
                    .agg(min(struct("id", "source", "kind", "label", "origin")).as("row"))
                    .select("row.*", "text");
            Dataset<Row> judged = distinct.withColumn("rule", lit(null).cast(DataTypes.StringType));
            for (Split split : List.of(Split.TRAIN, Split.TEST, Split.DEV)) {
                judged = judged(judged, clean, split);
            }
            if (config.preprocess().nearLeaks()) {
                judged = withNearLeaks(judged, clean, config);
            }
            judged = judged.persist(CachedRows.LEVEL);
            try {
                Map<String, Long> dropped = counts(judged.filter(col("rule").isNotNull()), "rule");
                long all = made.count();
                dropped.merge(DropRule.DUPLICATE.label(), all - judged.count(), Long::sum);
                judged.filter(col("rule").isNull())
                        .select("id", "source", "kind", "label", "text", "origin")
                        .write()
                        .mode(SaveMode.Overwrite)
                        .json(folder);
                Dataset<Row> table = spark.read().schema(SCHEMA).json(folder);
                return new AugmentedRows(
                        table.select(
                                lit(Split.TRAIN.label()).as("split"),
                                col("id"),
                                col("label"),
                                col("text"),
                                col("origin")),
                        all,
                        counts(table, "kind"),
                        dropped);
            } finally {
                judged.unpersist();
            }
        } finally {
            made.unpersist();
        }
    }

    private static JavaRDD<Row> made(
            SparkSession spark, RunConfig config, Dataset<Row> clean, long trainingRows, String translations) {
        Storage storage = Storage.of(Storage.properties(spark.sparkContext().hadoopConfiguration()));
        Wording wording = Wording.of(config);
        JavaRDD<Source> sources = clean.filter(col("split").equalTo(Split.TRAIN.label()))
                .select("id", "label", "text", "origin")
                .toJavaRDD()
                .map(row -> new Source(row.getLong(0), row.getInt(3), new Worded(row.getString(1), row.getString(2))));
        List<AugmentConfig> sections = config.preprocess().augment();
        JavaRDD<Row> all =
                JavaSparkContext.fromSparkContext(spark.sparkContext()).emptyRDD();
        for (int place = 0; place < sections.size(); place++) {
            AugmentConfig section = sections.get(place);
            Augmenting augmenting = Augmenting.of(section, place, config.seed(), wording, storage);
            if (augmenting.augmentation() instanceof BackTranslation filter) {
                RoundTrips trips = new RoundTrips(
                        filter.there(),
                        Translators.of(
                                spark, storage, section.translator().orElseThrow(), System.getenv(), translations));
                all = all.union(augmenting.take(trips.of(sources.filter(augmenting::chosen), wording), filter));
            } else {
                all = all.union(augmenting.make(sources, trainingRows));
            }
        }
        return all;
    }

    /** Sets the rule of rows whose text a split has; a later call has the last word. */
    private static Dataset<Row> judged(Dataset<Row> rows, Dataset<Row> clean, Split split) {
        String rule = split.heldOut() ? DropRule.leakInto(split).label() : DropRule.DUPLICATE.label();
        Dataset<Row> texts = clean.filter(col("split").equalTo(split.label()))
                .select(col("text"), lit(rule).as("found"))
                .distinct();
        return rows.join(texts, rows.col("text").equalTo(texts.col("text")), "left_outer")
                .select(
                        col("id"),
                        col("source"),
                        col("kind"),
                        col("label"),
                        col("origin"),
                        rows.col("text"),
                        when(col("found").isNotNull(), col("found"))
                                .otherwise(col("rule"))
                                .as("rule"));
    }

    private static Dataset<Row> withNearLeaks(Dataset<Row> rows, Dataset<Row> clean, RunConfig config) {
        Dataset<Row> fresh = rows.filter(col("rule").isNull())
                .select(lit(BandPairs.place(Split.TRAIN)).as("place"), key(), col("id"), col("label"), col("text"));
        Dataset<Row> heldOut = clean.filter(col("split").isin(Split.DEV.label(), Split.TEST.label()))
                .select(
                        when(col("split").equalTo(Split.DEV.label()), BandPairs.place(Split.DEV))
                                .otherwise(BandPairs.place(Split.TEST))
                                .as("place"),
                        key(),
                        col("id"),
                        col("label"),
                        col("text"));
        Dataset<Row> near = new NearDuplicates(config.preprocess().near(), Wording.of(config), List.of())
                .find(heldOut.union(fresh))
                .select(
                        col("nearKey"),
                        when(col("nearLeak.place").equalTo(BandPairs.place(Split.DEV)), DropRule.LEAKS_INTO_DEV.label())
                                .otherwise(DropRule.LEAKS_INTO_TEST.label())
                                .as("nearRule"));
        return rows.join(near, xxhash64(col("text")).equalTo(col("nearKey")), "left_outer")
                .select(
                        col("id"),
                        col("source"),
                        col("kind"),
                        col("label"),
                        col("origin"),
                        col("text"),
                        when(col("rule").isNull(), col("nearRule"))
                                .otherwise(col("rule"))
                                .as("rule"));
    }

    private static Column key() {
        return xxhash64(col("text")).as("key");
    }

    private static Map<String, Long> counts(Dataset<Row> rows, String column) {
        Map<String, Long> counts = new TreeMap<>();
        rows.groupBy(column).count().collectAsList().forEach(row -> counts.put(row.getString(0), row.getLong(1)));
        return counts;
    }
}
