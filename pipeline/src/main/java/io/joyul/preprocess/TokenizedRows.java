package io.joyul.preprocess;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/** Tokenised rows of all splits with their figures. Holds the rows in Spark's cache until it is closed. */
public final class TokenizedRows implements AutoCloseable {
    private final JavaRDD<Tokenising.Measured> measured;
    private final Map<Split, SplitResult> results;
    private final List<DroppedRow> samples;
    private final Map<Split, TokenFigures> figures;

    private TokenizedRows(
            JavaRDD<Tokenising.Measured> measured,
            Map<Split, SplitResult> results,
            List<DroppedRow> samples,
            Map<Split, TokenFigures> figures) {
        this.measured = measured;
        this.results = results;
        this.samples = samples;
        this.figures = figures;
    }

    static TokenizedRows of(JavaRDD<Tokenising.Measured> rows, Map<Split, RowCounts> counts, int samples) {
        JavaRDD<Tokenising.Measured> measured = rows.persist(CachedRows.LEVEL);
        try {
            Map<Split, TokenFigures> figures = figures(measured);
            Map<Split, SplitResult> results = new EnumMap<>(Split.class);
            counts.forEach((split, count) -> {
                TokenFigures found = figures.getOrDefault(split, new TokenFigures());
                count.drop(DropRule.NO_TOKENS.label(), found.rowsWithoutTokens);
                count.balance("tokenise", found.rows + found.rowsWithoutTokens, found.rows);
                count.requireRows();
                results.put(split, result(count, found));
            });
            JavaRDD<DroppedRow> without =
                    measured.filter(Tokenising.Measured::hasNoTokens).map(TokenizedRows::dropped);
            boolean any = figures.values().stream().anyMatch(found -> found.rowsWithoutTokens > 0);
            return new TokenizedRows(measured, results, any ? DroppedRows.pick(without, samples) : List.of(), figures);
        } catch (RuntimeException e) {
            measured.unpersist();
            throw e;
        }
    }

    private static DroppedRow dropped(Tokenising.Measured measured) {
        TokenizedRow row = measured.row();
        String text = DroppedRow.cut(Objects.requireNonNull(row.text()));
        return new DroppedRow(row.split().label(), DropRule.NO_TOKENS.label(), row.id(), text, null, null, null);
    }

    private static Map<Split, TokenFigures> figures(JavaRDD<Tokenising.Measured> measured) {
        List<Tuple2<Split, TokenFigures>> parts = measured.mapPartitions(rows -> {
                    Map<Split, TokenFigures> part = new EnumMap<>(Split.class);
                    rows.forEachRemaining(row -> part.computeIfAbsent(row.row().split(), unseen -> new TokenFigures())
                            .add(row));
                    List<Tuple2<Split, TokenFigures>> bySplit = new ArrayList<>();
                    part.forEach((split, figures) -> bySplit.add(new Tuple2<>(split, figures)));
                    return bySplit.iterator();
                })
                .collect();
        Map<Split, TokenFigures> figures = new EnumMap<>(Split.class);
        parts.forEach(part ->
                figures.computeIfAbsent(part._1(), unseen -> new TokenFigures()).add(part._2()));
        return figures;
    }

    private static SplitResult result(RowCounts counts, TokenFigures figures) {
        return new SplitResult(
                counts.read(),
                counts.kept(),
                counts.dropped(),
                counts.reported(),
                counts.quarantined(),
                counts.augmented(),
                counts.linesRemoved(),
                counts.sentencesRemoved(),
                counts.balances(),
                figures.tokens,
                figures.meanLength(),
                figures.truncated,
                figures.unknownShare());
    }

    /** The rows, in no order. */
    public JavaRDD<TokenizedRow> rows() {
        return measured.filter(row -> !row.hasNoTokens()).map(Tokenising.Measured::row);
    }

    /** Examples of the rows in which no token was found, by split. */
    public List<DroppedRow> samples() {
        return samples;
    }

    /** Rows of each split by class and source. */
    public Map<Split, Map<RowGroup, SampleCounts>> groups() {
        Map<Split, Map<RowGroup, SampleCounts>> groups = new EnumMap<>(Split.class);
        figures.forEach((split, found) -> groups.put(split, found.byGroup));
        return groups;
    }

    /** The figures of each split that the run file names. */
    public Map<Split, SplitResult> results() {
        return results;
    }

    /** The figures under the splits' names, as reports want them. */
    public Map<String, SplitResult> resultsByName() {
        Map<String, SplitResult> named = new LinkedHashMap<>();
        results.forEach((split, result) -> named.put(split.label(), result));
        return named;
    }

    @Override
    public void close() {
        measured.unpersist();
    }
}
