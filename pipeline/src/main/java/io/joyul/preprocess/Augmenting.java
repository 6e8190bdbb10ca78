package io.joyul.preprocess;

import io.joyul.augment.Augmentation;
import io.joyul.augment.BackTranslation;
import io.joyul.augment.NoAnswer;
import io.joyul.augment.SentenceMix;
import io.joyul.augment.TextAugmentation;
import io.joyul.config.AugmentConfig;
import io.joyul.preprocess.Wording.Worded;
import io.joyul.storage.Storage;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import scala.Tuple2;

/**
 * Makes new rows by one section of {@code preprocess.augment}. Which rows it takes and what it draws for each follow from
 * the run's seed, the section's place and the row's id, so the partitions of the rows play no part.
 *
 * @param kind the name under which the new rows are known
 * @param place of the section in the run file
 * @param copies new rows for each row
 * @param share of the rows that new ones are made of
 */
record Augmenting(
        String kind, Augmentation augmentation, int place, long seed, int copies, double share, Wording wording)
        implements Serializable {
    /** Rows of one label that a mix sorts together, so that no label has to fit into one task. */
    private static final int MIX_GROUP = 10_000;

    /** Paragraphs that questions without an answer are put to. */
    private static final int PARAGRAPHS = 1_000;

    /** A row to make new ones of. */
    record Source(long id, int origin, Worded row) implements Serializable {}

    /** A row with what came back of its texts. */
    record RoundTrip(Source source, List<String> texts) implements Serializable {}

    static Augmenting of(AugmentConfig config, int place, long runSeed, Wording wording, Storage storage) {
        return new Augmenting(
                config.kind().label(),
                Augmentations.of(config, storage),
                place,
                Draws.of(runSeed, place),
                config.copies(),
                config.rows(),
                wording);
    }

    /** New rows of {@link AugmentedRows#SCHEMA}, as they come; of all kinds but back-translation. */
    JavaRDD<Row> make(JavaRDD<Source> sources, long rows) {
        if (augmentation instanceof TextAugmentation one) {
            return each(
                    sources,
                    (source, draw) -> one.apply(wording.texts(source.row()).get(0), draw)
                            .map(text -> wording.reworded(source.row(), text)));
        }
        if (augmentation instanceof NoAnswer crossing) {
            List<String> paragraphs = paragraphs(sources);
            return each(sources, (source, draw) -> crossed(crossing, source.row(), paragraphs, draw));
        }
        long groups = 1 + rows / MIX_GROUP;
        SentenceMix mix = (SentenceMix) augmentation;
        return sources.mapToPair(source -> new Tuple2<>(
                        wording.label(source.row()) + "\n" + Math.floorMod(Draws.of(seed, source.id()), groups),
                        source))
                .groupByKey()
                .flatMap(group -> mixed(group._2(), mix));
    }

    /** Makes one row of another with a draw. */
    private interface Making extends Serializable {
        Optional<Worded> make(Source source, long draw);
    }

    private JavaRDD<Row> each(JavaRDD<Source> sources, Making making) {
        return sources.filter(this::chosen).flatMap(source -> {
            List<Row> made = new ArrayList<>();
            for (int copy = 0; copy < copies; copy++) {
                add(source, copy, making.make(source, draw(source, copy)), made);
            }
            return made.iterator();
        });
    }

    private Optional<Worded> crossed(NoAnswer crossing, Worded row, List<String> paragraphs, long draw) {
        List<String> texts = wording.texts(row);
        return crossing.cross(texts.get(0), texts.subList(2, texts.size()), texts.get(1), paragraphs, draw)
                .map(paragraph -> wording.unanswered(row, paragraph));
    }

    /** Those of the rows that come first by their draws. */
    private List<String> paragraphs(JavaRDD<Source> sources) {
        long draws = seed;
        Wording words = wording;
        return sources.mapToPair(source -> new Tuple2<>(
                        Draws.of(draws, RowCheck.hash(words.texts(source.row()).get(1))),
                        words.texts(source.row()).get(1)))
                .distinct()
                .sortByKey()
                .values()
                .take(PARAGRAPHS);
    }

    /** New rows of what came back of the chosen rows' texts. */
    JavaRDD<Row> take(JavaRDD<RoundTrip> roundTrips, BackTranslation filter) {
        return roundTrips.flatMap(trip -> {
            List<Row> made = new ArrayList<>();
            Optional<Worded> reworded = wording.reworded(trip.source().row(), trip.texts(), filter::accepts);
            add(trip.source(), 0, reworded, made);
            return made.iterator();
        });
    }

    /** Each row of one label meets those that are drawn after it. */
    private Iterator<Row> mixed(Iterable<Source> group, SentenceMix mix) {
        List<Source> drawn = new ArrayList<>();
        group.forEach(drawn::add);
        drawn.sort((one, other) -> {
            int order = Long.compare(Draws.of(~seed, one.id()), Draws.of(~seed, other.id()));
            return order != 0 ? order : one.row().text().compareTo(other.row().text());
        });
        List<Row> made = new ArrayList<>();
        for (int i = 0; i < drawn.size(); i++) {
            Source source = drawn.get(i);
            for (int copy = 0; copy < copies && chosen(source); copy++) {
                Source partner = drawn.get((i + 1 + copy) % drawn.size());
                Optional<String> text = mix.apply(
                        wording.texts(source.row()).get(0),
                        wording.texts(partner.row()).get(0),
                        draw(source, copy));
                add(source, copy, text.map(mixed -> wording.reworded(source.row(), mixed)), made);
            }
        }
        return made.iterator();
    }

    boolean chosen(Source source) {
        // The upper 53 bits are a double in [0, 1).
        return (Draws.of(seed, source.id()) >>> 11) * 0x1.0p-53 < share;
    }

    private long draw(Source source, int copy) {
        return Draws.of(Draws.of(seed, source.id()), copy);
    }

    private void add(Source source, int copy, Optional<Worded> row, List<Row> made) {
        row.filter(worded -> !worded.text().isBlank()
                        && !worded.text().equals(source.row().text()))
                .ifPresent(worded -> made.add(RowFactory.create(
                        id(source, copy), source.id(), kind, worded.label(), worded.text(), source.origin())));
    }

    /** Follows from the source's id, so that it is the same in each run. */
    private long id(Source source, int copy) {
        return Draws.of(Draws.of(place + 1L, source.id()), copy + 1L);
    }
}
