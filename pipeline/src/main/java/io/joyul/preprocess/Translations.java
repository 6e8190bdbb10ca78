package io.joyul.preprocess;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;

import io.joyul.augment.Direction;
import io.joyul.augment.Translator;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import io.joyul.translate.Translation;
import io.joyul.translate.TranslationTable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Translates columns through a table of what was translated before. Only texts that the table does not have are sent, by
 * the driver, which alone can hold to one rate for all; they pass through it a few at a time. What came is added to the
 * table even when a later request fails, so that a run that is started again sends only the rest.
 *
 * @param table folder of the table
 * @param batch texts in a request
 * @param connections requests at once
 */
record Translations(
        SparkSession spark, Storage storage, Translator translator, String table, int batch, int connections) {
    private static final StructType SCHEMA = new StructType()
            .add("source", DataTypes.StringType)
            .add("target", DataTypes.StringType)
            .add("text", DataTypes.StringType)
            .add("translation", DataTypes.StringType);

    /** Texts that are added to the table at once. */
    private static final int FILE_TEXTS = 2_000;

    /**
     * The texts that have a translation, each once.
     *
     * @param texts with a column of that name: text
     * @return each text and its translation
     */
    Dataset<Row> of(Dataset<Row> texts, Direction direction) {
        Dataset<Row> distinct = texts.select("text").distinct();
        // Sorted, so that the same texts meet in the same requests.
        Dataset<Row> missing = distinct.join(
                        known(direction), distinct.col("text").equalTo(col("known")), "left_anti")
                .orderBy("text");
        translate(missing.toLocalIterator(), direction);
        return distinct.join(known(direction), distinct.col("text").equalTo(col("known")))
                .filter(col("translation").isNotNull())
                .select("text", "translation");
    }

    private Dataset<Row> known(Direction direction) {
        Dataset<Row> all = storage.list(table).isEmpty()
                ? spark.createDataFrame(List.of(), SCHEMA)
                : spark.read().schema(SCHEMA).json(table);
        return all.filter(col("source")
                        .equalTo(direction.source())
                        .and(col("target").equalTo(direction.target())))
                .groupBy(col("text").as("known"))
                .agg(min("translation").as("translation"));
    }

    private void translate(Iterator<Row> missing, Direction direction) {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        List<Translation> done = new ArrayList<>();
        try {
            while (missing.hasNext()) {
                List<Callable<List<Translation>>> requests = new ArrayList<>();
                while (requests.size() < connections && missing.hasNext()) {
                    List<String> texts = next(missing);
                    requests.add(() -> translated(texts, direction));
                }
                JoyulException failed = collect(threads.invokeAll(requests), done);
                if (failed != null || done.size() >= FILE_TEXTS || !missing.hasNext()) {
                    add(done);
                }
                if (failed != null) {
                    throw failed;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JoyulException(ErrorCode.TRANSLATOR_UNAVAILABLE, "translating was interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private List<String> next(Iterator<Row> missing) {
        List<String> texts = new ArrayList<>();
        while (texts.size() < batch && missing.hasNext()) {
            texts.add(missing.next().getString(0));
        }
        return texts;
    }

    private List<Translation> translated(List<String> texts, Direction direction) {
        List<Optional<String>> found = translator.translate(direction, texts);
        List<Translation> translations = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            translations.add(new Translation(
                    direction.source(),
                    direction.target(),
                    texts.get(i),
                    found.get(i).orElse(null)));
        }
        return translations;
    }

    /** Takes what came, and gives the first failure. */
    private static @Nullable JoyulException collect(List<Future<List<Translation>>> answers, List<Translation> done)
            throws InterruptedException {
        JoyulException failed = null;
        for (Future<List<Translation>> answer : answers) {
            try {
                done.addAll(answer.get());
            } catch (ExecutionException e) {
                JoyulException named = JoyulException.findIn(e);
                JoyulException failure =
                        named != null ? named : new JoyulException(ErrorCode.INTERNAL, "translating failed", e);
                failed = failed == null ? failure : failed;
            }
        }
        return failed;
    }

    private void add(List<Translation> done) {
        if (!done.isEmpty()) {
            TranslationTable.append(storage, table, done);
            done.clear();
        }
    }
}
