package io.joyul.preprocess;

import com.holdenkarau.spark.testing.JavaDatasetSuiteBase;
import org.apache.spark.sql.SparkSession;

/** The Spark of a test class, by Spark testing base, which is kept at arm's length: it is made for JUnit 4. */
final class SparkSuite {
    private final Kit kit = new Kit();

    private static final class Kit extends JavaDatasetSuiteBase {
        @Override
        public boolean enableHiveSupport() {
            return false;
        }
    }

    void start() {
        kit.runBefore();
    }

    void stop() {
        JavaDatasetSuiteBase.runAfterClass();
    }

    SparkSession spark() {
        return kit.spark();
    }
}
