package io.joyul.stage;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.train.TrainingResult;
import java.util.ServiceLoader;
import org.apache.spark.sql.SparkSession;

/**
 * Trains a classifier in place of libtorch. Found by {@link ServiceLoader}, so that a jar beside Joyul's may bring one;
 * what it writes is read through an {@link io.joyul.evaluate.Classifier.Format}.
 */
public interface TrainingEngine {
    /** What {@code train.engine} calls it. */
    String name();

    /**
     * Trains to the end.
     *
     * @throws JoyulException {@code RANK_LOST} when the cluster loses what the training cannot go on without
     */
    TrainingResult train(SparkSession spark, TrainingTask task, Progress progress);

    /**
     * The engine of that name.
     *
     * @throws JoyulException {@code CONFIG_INVALID} when the jars on the class path have none
     */
    static TrainingEngine find(String name) {
        return ServiceLoader.load(TrainingEngine.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(engine -> engine.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new JoyulException(
                        ErrorCode.CONFIG_INVALID,
                        "train.engine is " + name
                                + ", which no jar on the class path has; ./joyul fetches and builds it"
                                + " where there is python3 and a network"));
    }
}
