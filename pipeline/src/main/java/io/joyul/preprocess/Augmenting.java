package io.joyul.preprocess;

import io.joyul.augment.Augmentation;
import io.joyul.augment.BackTranslation;
import io.joyul.augment.Direction;
import io.joyul.augment.KeyboardNoise;
import io.joyul.augment.PunctuationInsertion;
import io.joyul.augment.RandomDeletion;
import io.joyul.augment.RandomInsertion;
import io.joyul.augment.RandomSwap;
import io.joyul.augment.SentenceMix;
import io.joyul.augment.SynonymReplacement;
import io.joyul.augment.SynonymTable;
import io.joyul.augment.TextAugmentation;
import io.joyul.config.AugmentConfig;
import io.joyul.config.TranslatorConfig;
import io.joyul.storage.Storage;
import io.joyul.text.TextNormaliser;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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
        String kind,
        Augmentation augmentation,
        int place,
        long seed,
        int copies,
        double share,
        TextNormaliser normaliser)
        implements Serializable {
    /** Rows of one label that a mix sorts together, so that no label has to fit into one task. */
    private static final int MIX_GROUP = 10_000;

    /** A row with what came back of its text. */
    record RoundTrip(Source source, String text) implements Serializable {}

    /** A row to make new ones of. */
    record Source(long id, String label, String text) implements Serializable {}

    static Augmenting of(AugmentConfig config, int place, long runSeed, TextNormaliser normaliser, Storage storage) {
        return new Augmenting(
                config.kind().label(),
                augmentation(config, storage),
                place,
                Draws.of(runSeed, place),
                config.copies(),
                config.rows(),
                normaliser);
    }

    private static Augmentation augmentation(AugmentConfig config, Storage storage) {
        double share = config.words();
        return switch (config.kind()) {
            case SWAP -> new RandomSwap(share);
            case DELETION -> new RandomDeletion(share);
            case PUNCTUATION -> new PunctuationInsertion(share);
            case TYPO -> new KeyboardNoise(share);
            case INSERTION -> new RandomInsertion(share, synonyms(config, storage));
            case SYNONYM -> new SynonymReplacement(share, synonyms(config, storage));
            case MIX -> new SentenceMix();
            case BACK_TRANSLATION -> backTranslation(config.translator().orElseThrow());
        };
    }

    private static BackTranslation backTranslation(TranslatorConfig config) {
        return new BackTranslation(
                new Direction(config.source(), config.pivot()),
                config.minSimilarity(),
                config.maxSimilarity(),
                config.minLength(),
                config.maxLength());
    }

    private static SynonymTable synonyms(AugmentConfig config, Storage storage) {
        String path = config.synonyms().orElseThrow();
        return SynonymTable.parse(path, new String(storage.read(path), StandardCharsets.UTF_8));
    }

    /** New rows of {@link AugmentedRows#SCHEMA}, as they come. */
    JavaRDD<Row> make(JavaRDD<Source> sources, long rows) {
        if (augmentation instanceof TextAugmentation one) {
            return sources.filter(this::chosen).flatMap(source -> changed(source, one));
        }
        long groups = 1 + rows / MIX_GROUP;
        return sources.mapToPair(source -> new Tuple2<>(
                        source.label() + "\n" + Math.floorMod(Draws.of(seed, source.id()), groups), source))
                .groupByKey()
                .flatMap(group -> mixed(group._2(), (SentenceMix) augmentation));
    }

    /** New rows of what came back of the chosen rows' texts. */
    JavaRDD<Row> take(JavaRDD<RoundTrip> roundTrips, BackTranslation filter) {
        return roundTrips
                .filter(trip -> filter.accepts(trip.source().text(), trip.text()))
                .flatMap(trip -> {
                    List<Row> made = new ArrayList<>();
                    add(trip.source(), 0, trip.text(), made);
                    return made.iterator();
                });
    }

    private Iterator<Row> changed(Source source, TextAugmentation augmentation) {
        List<Row> made = new ArrayList<>();
        for (int copy = 0; copy < copies; copy++) {
            int number = copy;
            augmentation
                    .apply(source.text(), textSeed(source, copy))
                    .ifPresent(text -> add(source, number, text, made));
        }
        return made.iterator();
    }

    /** Each row of one label meets those that are drawn after it. */
    private Iterator<Row> mixed(Iterable<Source> group, SentenceMix mix) {
        List<Source> drawn = new ArrayList<>();
        group.forEach(drawn::add);
        drawn.sort((one, other) -> {
            int order = Long.compare(Draws.of(~seed, one.id()), Draws.of(~seed, other.id()));
            return order != 0 ? order : one.text().compareTo(other.text());
        });
        List<Row> made = new ArrayList<>();
        for (int i = 0; i < drawn.size(); i++) {
            Source source = drawn.get(i);
            for (int copy = 0; copy < copies && chosen(source); copy++) {
                int number = copy;
                String partner = drawn.get((i + 1 + copy) % drawn.size()).text();
                mix.apply(source.text(), partner, textSeed(source, copy))
                        .ifPresent(text -> add(source, number, text, made));
            }
        }
        return made.iterator();
    }

    boolean chosen(Source source) {
        // The upper 53 bits are a double in [0, 1).
        return (Draws.of(seed, source.id()) >>> 11) * 0x1.0p-53 < share;
    }

    private long textSeed(Source source, int copy) {
        return Draws.of(Draws.of(seed, source.id()), copy);
    }

    private void add(Source source, int copy, String text, List<Row> made) {
        String normal = normaliser.normalise(text);
        if (!normal.isBlank() && !normal.equals(source.text())) {
            made.add(RowFactory.create(id(source, copy), source.id(), kind, source.label(), normal));
        }
    }

    /** Follows from the source's id, so that it is the same in each run. */
    private long id(Source source, int copy) {
        return Draws.of(Draws.of(place + 1L, source.id()), copy + 1L);
    }
}
