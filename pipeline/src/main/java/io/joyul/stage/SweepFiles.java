package io.joyul.stage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.joyul.storage.Storage;
import io.joyul.sweep.Measure;
import io.joyul.sweep.Retraining;
import io.joyul.sweep.Trial;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * The trials of a sweep as files: {@code trials.jsonl}, {@code trials.parquet} and {@code retrained.jsonl}, one row for
 * each.
 */
public final class SweepFiles {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final StructType TRIAL = (StructType) DataType.fromDDL(
            "trial INT, status STRING, parent INT, from_budget INT, values MAP<STRING, STRING>, budget INT, score DOUBLE,"
                    + " curve ARRAY<STRUCT<step: INT, epochs: DOUBLE, dev_loss: DOUBLE, accuracy: DOUBLE>>,"
                    + " seconds DOUBLE, slot_seconds DOUBLE, steps BIGINT, tokens BIGINT, lost INT, begun DOUBLE,"
                    + " ended DOUBLE, checkpoint STRING, error STRING");

    private SweepFiles() {}

    /** Writes them into a folder; what an earlier report left is replaced. */
    public static void write(
            SparkSession spark, Storage storage, String folder, List<Trial> trials, List<Retraining> retrainings) {
        lines(storage, Storage.child(folder, "trials.jsonl"), trials);
        lines(storage, Storage.child(folder, "retrained.jsonl"), retrainings);
        spark.createDataFrame(trials.stream().map(SweepFiles::row).toList(), TRIAL)
                .coalesce(1)
                .write()
                .mode(SaveMode.Overwrite)
                .parquet(Storage.child(folder, "trials.parquet"));
    }

    private static void lines(Storage storage, String path, List<? extends Record> records) {
        StringBuilder text = new StringBuilder();
        try {
            for (Record line : records) {
                text.append(MAPPER.writeValueAsString(line)).append('\n');
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a trial could not be written as JSON", e);
        }
        storage.writeAtomically(path, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Row row(Trial trial) {
        Row[] curve = trial.curve().stream()
                .map((Measure measure) -> RowFactory.create(
                        measure.globalStep(), measure.epochs(), measure.devLoss(), measure.accuracy()))
                .toArray(Row[]::new);
        return RowFactory.create(
                trial.number(),
                trial.status().name(),
                trial.parent(),
                trial.from(),
                trial.point().values(),
                trial.budget(),
                trial.score(),
                curve,
                trial.cost().seconds(),
                trial.cost().slotSeconds(),
                trial.cost().steps(),
                trial.cost().tokens(),
                trial.lost(),
                trial.begunSeconds(),
                trial.endedSeconds(),
                trial.checkpoint(),
                trial.error());
    }
}
