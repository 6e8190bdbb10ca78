package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.config.RunConfigLoader;
import io.joyul.config.StrategyConfig;
import io.joyul.config.SweepConfig;
import io.joyul.config.TrainingConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import io.joyul.sweep.Conductor;
import io.joyul.sweep.Journal;
import io.joyul.sweep.RandomPoints;
import io.joyul.sweep.Trial;
import io.joyul.sweep.WholeTrials;
import io.joyul.tensor.Libtorch;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag;
import scala.runtime.AbstractFunction1;

/** A real standalone Spark whose workers believe a script that hands out GPUs. */
final class GpuAddressesTest {
    private static final TrainingConfig TRAINING = training("auto");
    private static final int TRIALS = 8;
    private static final TrainingConfig ON_CPU = training("cpu");

    private static TrainingConfig training(String device) {
        return RunConfigLoader.parse(
                        "run.yaml",
                        "{name: n, output: o, input: {train: a, dev: b, text-column: t, label-column: l},"
                                + " training: {ranks: 2, device: " + device + "}}",
                        List.of())
                .training();
    }

    @TempDir
    private Path folder;

    /** What a rank makes of what it was given: its address, and what becomes of it here, where there is no GPU. */
    static final class Ask extends AbstractFunction1<Iterator<Integer>, Iterator<String>> implements Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Iterator<String> apply(Iterator<Integer> ranks) {
            RankDevice device = RankDevice.here(
                    TaskContext.getPartitionId(), TRAINING, SparkEnv.get().conf());
            Libtorch.prepare(1);
            String came;
            try {
                came = device.device().name();
            } catch (JoyulException e) {
                came = e.code() == ErrorCode.DEVICE_UNAVAILABLE ? "refused" : e.toString();
            }
            return JavaConverters.asScalaIteratorConverter(
                            List.of(device.addresses() + " " + came).iterator())
                    .asScala();
        }
    }

    private Path discovery(String host, String address) throws Exception {
        Path script = folder.resolve("gpus-" + host);
        Files.writeString(script, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"" + address + "\"]}'\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }

    private String workerOptions(String host) {
        try {
            String address = host.endsWith("1") ? "5" : "7";
            return "-Dspark.worker.resource.gpu.amount=1 -Dspark.worker.resource.gpu.discoveryScript="
                    + discovery(host, address);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Timeout(240)
    void eachRankIsGivenTheGpuThatTheDiscoveryScriptNamesOnItsWorker() throws Exception {
        try (TwoHosts hosts = TwoHosts.start(folder, 2, this::workerOptions);
                SparkSession spark = hosts.session()
                        .config("spark.executor.resource.gpu.amount", "1")
                        .getOrCreate()) {
            JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
            // Tasks of other stages are given none.
            RDD<Integer> numbers = context.parallelize(List.of(0, 1), 2).rdd();
            ClassTag<String> type = ClassTag.apply(String.class);
            assertThat(numbers.barrier()
                            .mapPartitions(new Ask(), false, type)
                            .toJavaRDD()
                            .collect())
                    .containsExactly("[] cpu", "[] cpu");
            List<String> given = RankDevice.withGpus(numbers, TRAINING)
                    .barrier()
                    .mapPartitions(new Ask(), false, type)
                    .toJavaRDD()
                    .collect();
            assertThat(given).containsExactlyInAnyOrder("[5] refused", "[7] refused");

            assertThat(ClusterSlots.now(spark, TRAINING))
                    .as("one GPU an executor, though two cores")
                    .isEqualTo(2);
            assertThat(ClusterSlots.now(spark, ON_CPU)).isEqualTo(4);
            assertThat(RankDevice.profile(spark.sparkContext(), TRAINING))
                    .as("the one that the ranks ran under")
                    .isSameAs(RankDevice.withGpus(numbers, TRAINING).getResourceProfile());
        }
    }

    /** Where there is no GPU a trial on one can only fail, and names the one that it was given. */
    @Test
    @Timeout(240)
    void trialsShareTheGpusAndNotTheCores() throws Exception {
        Storage storage = Storage.of(Map.of());
        try (TwoHosts hosts = TwoHosts.start(folder, 2, this::workerOptions);
                SparkSession spark = hosts.session()
                        .config("spark.executor.resource.gpu.amount", "1")
                        .config("spark.plugins", ProgressPlugin.class.getName())
                        .getOrCreate()) {
            TinyBench bench =
                    new TinyBench(folder.toString(), 1, 1, List.of(1), StrategyConfig.Unit.EPOCHS).prepare(storage);
            Conductor conductor = new Conductor(
                    new WholeTrials(new RandomPoints(TinyBench.SPACE, 3), TRIALS, 1),
                    SweepConfig.Metric.DEV_LOSS,
                    Journal.open(storage, folder.resolve("journal").toString()),
                    "f",
                    InstantSource.system());
            List<Trial> trials = new SweepStage(spark, storage, conductor, bench, new RecordingProgress(), 0).run(0);
            assertThat(trials).hasSize(TRIALS).extracting(Trial::status).containsOnly(Trial.Status.FAILED);
            assertThat(trials).extracting(Trial::error).allMatch(error -> error.contains("was given the GPU "));
            assertThat(trials)
                    .extracting(trial -> trial.error().replaceAll(".*was given the GPU (\\d).*", "$1"))
                    .as("both GPUs are used")
                    .contains("5", "7");
            assertThat(TinyBench.mostAtOnce(trials))
                    .as("trials at once: one a GPU, though there are four cores")
                    .isEqualTo(2);
        }
    }
}
