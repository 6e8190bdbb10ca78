package io.joyul.preprocess;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.joyul.config.NearConfig;
import io.joyul.text.Banding;
import io.joyul.text.MinHash;
import io.joyul.text.Shingling;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/**
 * Finds near-duplicates by locality-sensitive hashing of MinHash signatures (Leskovec, Rajaraman and Ullman, Mining of
 * Massive Datasets, chapter 3): rows that share a band are candidates, and each pair of candidates is then compared by
 * Jaccard's similarity of its shingles, so that no pair is near by chance.
 *
 * <p>Of a split's rows the first stays: a row goes when it is near any that comes before it, by id and then by the hash
 * of its text. So no two rows stay that were found near each other, and whatever the order and the partitions of the
 * rows, the same ones stay. Nothing is collected on the driver.
 *
 * @param ownSplits splits whose rows are compared among themselves; all others only with held-out rows
 */
record NearDuplicates(NearConfig config, List<Split> ownSplits) {
    /**
     * The rows that are near another.
     *
     * @param rows with {@code place} and {@code key}, together unique, {@code id} and {@code text}
     * @return {@code nearPlace} and {@code nearKey} of each such row, once; {@code nearLeak} and {@code twin}: the first
     *     held-out row, and the first of its own split, that it is near, as {@code place}, {@code id}, {@code key} and
     *     the beginning of the {@code text}; null where there is none
     */
    Dataset<Row> find(Dataset<Row> rows) {
        Dataset<Row> texts = rows.select("place", "key", "text");
        Dataset<Row> likes = rows.select(
                col("place").as("likePlace"),
                col("key").as("likeKey"),
                col("id").as("likeId"),
                col("text").as("likeText"));
        Column own = col("likePlace").equalTo(col("place"));
        Column like = struct(
                col("likePlace").as("place"),
                col("likeId").as("id"),
                col("likeKey").as("key"),
                substring(col("likeText"), 1, DroppedRow.SHOWN + 1).as("text"));
        return candidates(rows)
                .join(texts, new String[] {"place", "key"})
                .join(likes, new String[] {"likePlace", "likeKey"})
                .filter(near().apply(col("text"), col("likeText")))
                .groupBy(col("place").as("nearPlace"), col("key").as("nearKey"))
                .agg(
                        min(when(own.equalTo(lit(false)), like)).as("nearLeak"),
                        min(when(own, like)).as("twin"));
    }

    /** The pairs that share a band, each once. */
    Dataset<Row> candidates(Dataset<Row> rows) {
        BandPairs pairs = new BandPairs(ownSplits);
        MapPartitionsFunction<Row, Row> pairUp = pairs::of;
        return rows.select(explode(bands().apply(col("text"))).as("band"), col("place"), col("id"), col("key"))
                .repartition(col("band"))
                .sortWithinPartitions("band", "place", "id", "key")
                .mapPartitions(pairUp, Encoders.row(BandPairs.PAIR))
                .distinct();
    }

    private UserDefinedFunction bands() {
        Banding banding = Banding.forSimilarity(config.similarity(), config.hashes());
        MinHash minHash = new MinHash(shingling(), banding.hashes());
        UDF1<String, long[]> bands = text -> MinHash.bands(minHash.signature(text), banding);
        return udf(bands, DataTypes.createArrayType(DataTypes.LongType, false));
    }

    private UserDefinedFunction near() {
        Shingling shingling = shingling();
        double similarity = config.similarity();
        UDF2<String, String, Boolean> near = (left, right) ->
                Shingling.similarity(shingling.distinctHashes(left), shingling.distinctHashes(right)) >= similarity;
        return udf(near, DataTypes.BooleanType);
    }

    private Shingling shingling() {
        Shingling.Unit unit = switch (config.shingle()) {
            case CHARACTERS -> Shingling.Unit.CHARACTERS;
            case WORDS -> Shingling.Unit.WORDS;
        };
        return new Shingling(unit, config.shingleLength());
    }
}
