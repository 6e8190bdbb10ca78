package io.joyul.preprocess;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.joyul.config.InputConfig.Task;
import io.joyul.config.NearConfig;
import io.joyul.preprocess.Wording.Worded;
import io.joyul.text.Banding;
import io.joyul.text.MinHash;
import io.joyul.text.Shingling;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.api.java.UDF4;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.sketch.BloomFilter;

/**
 * Finds near-duplicates by locality-sensitive hashing of MinHash signatures (Leskovec, Rajaraman and Ullman, Mining of
 * Massive Datasets, chapter 3): rows that share a band are candidates, and each pair of candidates is then compared by
 * Jaccard's similarity of its shingles, so that no pair is near by chance.
 *
 * <p>Two rows of several texts, such as a question and its paragraph, are as near as those two texts of theirs which are
 * least alike; else the questions to one long paragraph would all be near each other. Candidates are found by the whole
 * row, which is about as near as its texts or nearer. Two texts of a pair may have changed places.
 *
 * <p>Of a split's rows the first stays: a row goes when it is near any that comes before it, by id and then by the hash
 * of its text. So no two rows stay that were found near each other, and whatever the order and the partitions of the
 * rows, the same ones stay. Nothing is collected on the driver.
 *
 * @param wording knows the texts of a row
 * @param ownSplits splits whose rows are compared among themselves; all others only with held-out rows
 */
record NearDuplicates(NearConfig config, Wording wording, List<Split> ownSplits) {
    private static final List<Integer> HELD_OUT = Arrays.stream(Split.values())
            .filter(Split::heldOut)
            .map(BandPairs::place)
            .toList();

    /**
     * The rows that are near another.
     *
     * @param rows with {@code place} and {@code key}, together unique, {@code id}, {@code label} and
     *     {@code text}
     * @return {@code nearPlace} and {@code nearKey} of each such row, once; {@code nearLeak} and {@code twin}: the first
     *     held-out row, and the first of its own split, that it is near, as {@code place}, {@code id}, {@code key} and
     *     the beginning of the {@code text}; null where there is none
     */
    Dataset<Row> find(Dataset<Row> rows) {
        Dataset<Row> texts = rows.select("place", "key", "label", "text");
        Dataset<Row> likes = rows.filter(col("place").isin(compared().toArray()))
                .select(
                        col("place").as("likePlace"),
                        col("key").as("likeKey"),
                        col("id").as("likeId"),
                        col("label").as("likeLabel"),
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
                .filter(near().apply(col("label"), col("text"), col("likeLabel"), col("likeText")))
                .groupBy(col("place").as("nearPlace"), col("key").as("nearKey"))
                .agg(
                        min(when(own.equalTo(lit(false)), like)).as("nearLeak"),
                        min(when(own, like)).as("twin"));
    }

    /** The pairs that share a band, each once. */
    Dataset<Row> candidates(Dataset<Row> rows) {
        BandPairs pairs = new BandPairs(ownSplits);
        MapPartitionsFunction<Row, Row> pairUp = pairs::of;
        return rows.select(
                        explode(metBands(rows).apply(col("place"), col("text"))).as("band"),
                        col("place"),
                        col("id"),
                        col("key"))
                .repartition(col("band"))
                .sortWithinPartitions("band", "place", "id", "key")
                .mapPartitions(pairUp, Encoders.row(BandPairs.PAIR))
                .distinct();
    }

    /**
     * The bands of a row in which it may meet another: of a row that meets held-out ones alone, such as each of a large
     * corpus, hardly any, so that not every row is shuffled a dozen times over.
     */
    private UserDefinedFunction metBands(Dataset<Row> rows) {
        Set<Integer> all = compared();
        Bands bands = bands();
        BloomFilter heldOut = bands.filter(rows.filter(col("place").isin(HELD_OUT.toArray())));
        UDF2<Integer, String, long[]> met = (place, text) -> all.contains(place)
                ? bands.of(text)
                : Arrays.stream(bands.of(text))
                        .filter(heldOut::mightContainLong)
                        .toArray();
        return udf(met, DataTypes.createArrayType(DataTypes.LongType, false));
    }

    /** Where rows stand that others are compared with. */
    private Set<Integer> compared() {
        Set<Integer> places = new HashSet<>(HELD_OUT);
        ownSplits.forEach(split -> places.add(BandPairs.place(split)));
        return places;
    }

    /** The bands of texts. */
    private record Bands(MinHash minHash, Banding banding) implements Serializable {
        long[] of(String text) {
            return MinHash.bands(minHash.signature(text), banding);
        }

        /** All bands of these rows, and by chance one in a thousand of others. */
        BloomFilter filter(Dataset<Row> rows) {
            UDF1<String, long[]> of = this::of;
            UserDefinedFunction bands = udf(of, DataTypes.createArrayType(DataTypes.LongType, false));
            long count = rows.count();
            if (count == 0) {
                // Spark 4 fails to make one of no rows.
                return BloomFilter.create(1);
            }
            long most = count * banding.bands();
            return rows.select(explode(bands.apply(col("text"))).as("band"))
                    .stat()
                    .bloomFilter("band", most, 0.001);
        }
    }

    private Bands bands() {
        Banding banding = Banding.forSimilarity(config.similarity(), config.hashes());
        return new Bands(new MinHash(shingling(), banding.hashes()), banding);
    }

    private UserDefinedFunction near() {
        Nearness nearness = new Nearness(wording, shingling());
        double similarity = config.similarity();
        UDF4<String, String, String, String, Boolean> near = (label, text, likeLabel, likeText) ->
                nearness.of(new Worded(label, text), new Worded(likeLabel, likeText)) >= similarity;
        return udf(near, DataTypes.BooleanType);
    }

    /** How near two rows are. */
    private record Nearness(Wording wording, Shingling shingling) implements Serializable {
        double of(Worded row, Worded like) {
            List<long[]> parts = shingles(row);
            List<long[]> counterparts = shingles(like);
            double nearness = least(parts, counterparts);
            return wording.task() == Task.PAIRS
                    ? Math.max(nearness, least(parts, List.of(counterparts.get(1), counterparts.get(0))))
                    : nearness;
        }

        private List<long[]> shingles(Worded row) {
            return wording.parts(row).stream().map(shingling::distinctHashes).toList();
        }

        private static double least(List<long[]> parts, List<long[]> counterparts) {
            return IntStream.range(0, parts.size())
                    .mapToDouble(part -> Shingling.similarity(parts.get(part), counterparts.get(part)))
                    .min()
                    .orElseThrow();
        }
    }

    private Shingling shingling() {
        Shingling.Unit unit = switch (config.shingle()) {
            case CHARACTERS -> Shingling.Unit.CHARACTERS;
            case WORDS -> Shingling.Unit.WORDS;
        };
        return new Shingling(unit, config.shingleLength());
    }
}
