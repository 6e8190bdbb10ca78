package io.joyul.preprocess;

import java.util.Objects;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The Spark of a test class. Spark testing base has no build for Spark 4, so that this does without. */
final class SparkSuite implements BeforeAllCallback, AfterAllCallback {
    private @Nullable SparkSession spark;

    @Override
    public void beforeAll(ExtensionContext context) {
        spark = SparkSession.builder()
                .appName("suite")
                .master("local[4]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "3")
                .getOrCreate();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        spark().stop();
        spark = null;
    }

    SparkSession spark() {
        return Objects.requireNonNull(spark, "the extension starts it");
    }
}
