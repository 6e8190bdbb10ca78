package io.joyul.preprocess;

import java.util.Objects;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** The Spark of a test class. Spark testing base has no build for Spark 4, so that this does without. */
final class SparkSuite {
    private @Nullable SparkSession spark;

    void start() {
        spark = SparkSession.builder()
                .appName("suite")
                .master("local[4]")
                .config("spark.ui.enabled", "false")
                .getOrCreate();
    }

    void stop() {
        spark().stop();
        spark = null;
    }

    SparkSession spark() {
        return Objects.requireNonNull(spark, "start() comes first");
    }
}
