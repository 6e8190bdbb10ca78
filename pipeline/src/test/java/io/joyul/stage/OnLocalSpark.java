package io.joyul.stage;

import io.joyul.storage.Storage;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What tests of stages share: a Spark of this process for the class, and a folder for each test. */
abstract class OnLocalSpark {
    static SparkSession spark;

    final Storage storage = Storage.of(Map.of());

    @TempDir
    Path folder;

    @BeforeAll
    static void startSpark() {
        spark = LocalSpark.start();
    }

    @AfterAll
    static void stopSpark() {
        spark.stop();
    }
}
