package io.joyul.preprocess;

import com.holdenkarau.spark.testing.JavaDatasetSuiteBase;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The Spark of a test class, by Spark testing base, which is kept at arm's length: it is made for JUnit 4. */
final class SparkSuite implements BeforeAllCallback, AfterAllCallback {
    private final Kit kit = new Kit();

    private static final class Kit extends JavaDatasetSuiteBase {
        @Override
        public boolean enableHiveSupport() {
            return false;
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        kit.runBefore();
        spark().conf().set("spark.sql.shuffle.partitions", 3);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        JavaDatasetSuiteBase.runAfterClass();
    }

    SparkSession spark() {
        return kit.spark();
    }
}
