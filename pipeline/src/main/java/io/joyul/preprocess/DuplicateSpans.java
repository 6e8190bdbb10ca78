package io.joyul.preprocess;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.md5;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.joyul.config.CleaningConfig;
import io.joyul.config.RunConfig;
import io.joyul.error.JoyulException;
import io.joyul.preprocess.Wording.Worded;
import io.joyul.text.C4Rules;
import io.joyul.text.QualityFilter;
import io.joyul.text.SentenceSpans;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Takes sentences out of texts that stand together more than once in a split, be it in several texts or in one, as the
 * last of C4's rules has it; of each such span the first stays, by the id of its row, its text and its place there. Which
 * texts lose what is found by one shuffle of the spans' keys, sorted so that those of one span come together: neither the
 * driver nor a task holds more than one of them, however often it stands.
 *
 * <p>Rows of one text all keep, or all lose, the same sentences, so they stay duplicates. Texts and documents are
 * shortened; other content, in which places matter, is left as it is.
 */
final class DuplicateSpans implements AutoCloseable {
    /** A span in a text. */
    private static final StructType SPAN = new StructType()
            .add("split", DataTypes.StringType, false)
            .add("span", DataTypes.BinaryType, false)
            .add("id", DataTypes.LongType, false)
            .add("key", DataTypes.StringType, false)
            .add("at", DataTypes.IntegerType, false);

    /** A span that stands more than once. */
    private static final StructType REPEATED = new StructType()
            .add("split", DataTypes.StringType, false)
            .add("key", DataTypes.StringType, false)
            .add("at", DataTypes.IntegerType, false)
            .add("first", DataTypes.BooleanType, false);

    private static final StructType SHORTENED = RowCheck.SCHEMA.add("sentencesRemoved", DataTypes.IntegerType, false);

    private final Dataset<Row> checked;
    private final Dataset<Row> rows;

    private DuplicateSpans(Dataset<Row> checked, Dataset<Row> rows) {
        this.checked = checked;
        this.rows = rows;
    }

    /**
     * Shortens the texts of a run whose run file asks for it, and closes the books on that.
     *
     * @param checked rows of {@link RowCheck#SCHEMA}
     * @throws JoyulException {@code SPLIT_EMPTY} or {@code ROWS_UNACCOUNTED}
     */
    static DuplicateSpans takeOut(RunConfig run, Dataset<Row> checked, Map<Split, RowCounts> counts) {
        CleaningConfig config = run.preprocess().cleaning();
        if (config.c4().duplicateSpans().isEmpty()) {
            return new DuplicateSpans(checked, checked);
        }
        Shortening shortening =
                new Shortening(config.c4().duplicateSpans().get(), Wording.of(run), QualityFilters.ofShortened(config));
        DuplicateSpans taken = new DuplicateSpans(
                checked, shortened(checked, splits(run), shortening).persist(CachedRows.LEVEL));
        try {
            taken.count(counts);
            return taken;
        } catch (RuntimeException e) {
            taken.close();
            throw e;
        }
    }

    /** The labels of the splits whose texts are shortened. */
    private static Object[] splits(RunConfig run) {
        return Arrays.stream(Split.values())
                .filter(split -> !split.heldOut() || run.preprocess().cleaning().heldOut())
                .filter(split ->
                        split.unlabelled() || Wording.isOneText(run.input().task()))
                .map(Split::label)
                .toArray();
    }

    private static Dataset<Row> shortened(Dataset<Row> checked, Object[] splits, Shortening shortening) {
        Dataset<Row> sound = checked.filter(col("outcome").isNull());
        UDF2<String, String, String> text = shortening::text;
        Column key = md5(
                udf(text, DataTypes.StringType).apply(col("label"), col("text")).cast(DataTypes.BinaryType));
        Dataset<Row> texts = sound.filter(col("split").isin(splits)).withColumn("key", key);
        MapPartitionsFunction<Row, Row> spans = rows -> new FlatIterator<>(rows, shortening::spans);
        MapPartitionsFunction<Row, Row> repeated = sorted -> new FlatIterator<>(sorted, new Repeats()::meet);
        Dataset<Row> places = texts.select("split", "id", "key", "label", "text")
                .mapPartitions(spans, Encoders.row(SPAN))
                .repartition(col("split"), col("span"))
                .sortWithinPartitions("split", "span", "id", "key", "at")
                .mapPartitions(repeated, Encoders.row(REPEATED))
                .groupBy("split", "key")
                .agg(
                        collect_list(when(not(col("first")), col("at"))).as("repeated"),
                        collect_list(when(col("first"), col("at"))).as("firsts"));
        MapFunction<Row, Row> shorten = shortening::shorten;
        return texts.join(places, new String[] {"split", "key"}, "left_outer")
                .map(shorten, Encoders.row(SHORTENED))
                .union(sound.filter(not(col("split").isin(splits))).withColumn("sentencesRemoved", lit(0)));
    }

    private void count(Map<Split, RowCounts> counts) {
        Map<Split, Long> in = new EnumMap<>(Split.class);
        Map<Split, Long> out = new EnumMap<>(Split.class);
        for (Row group : rows.groupBy("split", "outcome")
                .agg(functions.count(lit(1)), sum("sentencesRemoved"))
                .collectAsList()) {
            Split split = Split.of(group.getString(0));
            RowCounts count = Objects.requireNonNull(counts.get(split));
            in.merge(split, group.getLong(2), Long::sum);
            if (group.isNullAt(1)) {
                out.merge(split, group.getLong(2), Long::sum);
                count.addSentencesRemoved(group.getLong(3));
            } else {
                count.drop(group.getString(1), group.getLong(2));
            }
        }
        counts.forEach(
                (split, count) -> count.balance("spans", in.getOrDefault(split, 0L), out.getOrDefault(split, 0L)));
        counts.values().forEach(RowCounts::requireRows);
    }

    /** The rows that were sound, in the columns of {@link RowCheck#SCHEMA}; some have an outcome now. */
    Dataset<Row> rows() {
        return rows;
    }

    /** All rows that went so far, in the columns of {@link RowCheck#SCHEMA}. */
    Dataset<Row> dropped() {
        Dataset<Row> before = checked.filter(col("outcome").isNotNull());
        return rows == checked
                ? before
                : before.union(rows.filter(col("outcome").isNotNull()).drop("sentencesRemoved"));
    }

    @Override
    public void close() {
        if (rows != checked) {
            rows.unpersist();
        }
    }

    /** Finds the spans of rows, and takes them out. */
    private record Shortening(int length, Wording wording, QualityFilter filter) implements Serializable {
        /** The text that is cut into sentences: that of a document with its lines. */
        String text(@Nullable String label, String text) {
            return label == null ? text : wording.texts(new Worded(label, text)).get(0);
        }

        Iterator<Row> spans(Row row) {
            List<byte[]> keys = SentenceSpans.of(text(row.getString(3), row.getString(4)), length)
                    .keys();
            return IntStream.range(0, keys.size())
                    .mapToObj(at ->
                            RowFactory.create(row.getString(0), keys.get(at), row.getLong(1), row.getString(2), at))
                    .iterator();
        }

        Row shorten(Row row) {
            String label = row.getAs("label");
            String text = row.getAs("text");
            List<Integer> repeated =
                    row.isNullAt(row.fieldIndex("repeated")) ? List.of() : row.getList(row.fieldIndex("repeated"));
            if (repeated.isEmpty()) {
                return row(row, text, label, null, 0);
            }
            SentenceSpans.Rest rest = SentenceSpans.of(text(label, text), length)
                    .without(places(repeated), places(row.getList(row.fieldIndex("firsts"))));
            String failed = rest.text().isEmpty()
                    ? C4Rules.DUPLICATE_SPANS
                    : filter.judge(rest.text()).failed();
            if (failed != null) {
                return row(row, DroppedRow.cut(text), null, failed, 0);
            }
            Worded shorter = label == null
                    ? new Worded("", wording.normaliser().normalise(rest.text()))
                    : wording.reworded(new Worded(label, text), rest.text());
            return row(row, shorter.text(), label == null ? null : shorter.label(), null, rest.removed());
        }

        private static BitSet places(List<Integer> list) {
            BitSet places = new BitSet();
            list.forEach(places::set);
            return places;
        }

        private static Row row(
                Row old, String text, @Nullable String label, @Nullable String outcome, int sentencesRemoved) {
            return RowFactory.create(
                    old.getAs("split"),
                    old.getAs("id"),
                    text,
                    label,
                    outcome,
                    null,
                    old.getAs("linesRemoved"),
                    old.getAs("origin"),
                    sentencesRemoved);
        }
    }

    /** Reads spans that are sorted, and tells those that stand in more than one place. */
    private static final class Repeats {
        private @Nullable Row first;
        private boolean told;

        Iterator<Row> meet(Row span) {
            Row earlier = first;
            if (earlier == null || !sameSpan(earlier, span)) {
                first = span;
                told = false;
                return Collections.emptyIterator();
            }
            if (samePlace(earlier, span)) {
                return Collections.emptyIterator();
            }
            List<Row> found = new ArrayList<>();
            if (!told) {
                found.add(place(earlier, true));
                told = true;
            }
            found.add(place(span, false));
            return found.iterator();
        }

        private static boolean sameSpan(Row one, Row other) {
            return one.getString(0).equals(other.getString(0))
                    && Arrays.equals(one.<byte[]>getAs(1), other.<byte[]>getAs(1));
        }

        /** A text that stands in several rows is one. */
        private static boolean samePlace(Row one, Row other) {
            return one.getString(3).equals(other.getString(3)) && one.getInt(4) == other.getInt(4);
        }

        private static Row place(Row span, boolean isFirst) {
            return RowFactory.create(span.getString(0), span.getString(3), span.getInt(4), isFirst);
        }
    }
}
