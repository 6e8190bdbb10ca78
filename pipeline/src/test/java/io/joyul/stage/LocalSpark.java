package io.joyul.stage;

import org.apache.spark.sql.SparkSession;

/** A Spark of two slots for a test class. */
final class LocalSpark {
    private LocalSpark() {}

    static SparkSession start() {
        return SparkSession.builder()
                .appName("stage-test")
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "4")
                .config("spark.plugins", ProgressPlugin.class.getName())
                .config("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "1s")
                .getOrCreate();
    }
}
