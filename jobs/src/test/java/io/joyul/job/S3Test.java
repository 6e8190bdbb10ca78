package io.joyul.job;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.job.SmallRun.Ended;
import io.joyul.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything of a run on {@code s3a://}, against a real S3 server on this machine. */
@Tag("slow")
class S3Test {
    private static final String ROOT = "s3a://" + S3ProxyProcess.BUCKET;

    @TempDir
    Path folder;

    @Test
    void ofSeveralWritersWhoCommitAtOnceOneWins() throws Exception {
        try (S3ProxyProcess server = S3ProxyProcess.start(folder)) {
            Storage storage = Storage.of(server.properties());
            int writers = 8;
            ExecutorService threads = Executors.newFixedThreadPool(writers);
            for (int round = 0; round < 10; round++) {
                String path = ROOT + "/commits/" + round;
                CyclicBarrier together = new CyclicBarrier(writers);
                List<Future<Boolean>> outcomes = IntStream.range(0, writers)
                        .mapToObj(writer -> threads.submit(() -> {
                            together.await();
                            return storage.commit(path, ("writer " + writer).getBytes(StandardCharsets.UTF_8));
                        }))
                        .toList();
                int winner = -1;
                for (int writer = 0; writer < writers; writer++) {
                    if (outcomes.get(writer).get()) {
                        assertThat(winner).as("only one wins").isEqualTo(-1);
                        winner = writer;
                    }
                }
                assertThat(new String(storage.read(path), StandardCharsets.UTF_8))
                        .isEqualTo("writer " + winner);
            }
            threads.shutdown();
            storage.writeAtomically(ROOT + "/commits/0", "replaced".getBytes(StandardCharsets.UTF_8));
            assertThat(storage.read(ROOT + "/commits/0")).asString().isEqualTo("replaced");
            assertThat(storage.list(ROOT + "/commits"))
                    .as("nothing temporary is left")
                    .hasSize(10);
        }
    }

    @Test
    void wholeRunLiesInTheStoreAndASecondOneDoesNothing() throws Exception {
        try (S3ProxyProcess server = S3ProxyProcess.start(folder)) {
            Storage storage = Storage.of(server.properties());
            SmallRun small = SmallRun.write(folder.resolve("run"), ROOT + "/out", ROOT + "/data");
            for (String split : List.of("train", "dev", "test")) {
                storage.copy(
                        folder.resolve("run").resolve(split + ".tsv").toUri().toString(),
                        ROOT + "/data/" + split + ".tsv");
            }
            String[] command = {
                "run", small.file().toString(), "--set", "spark.properties={" + spark(server.properties()) + "}"
            };
            Ended first = SmallRun.joyul(command);
            assertThat(first.exitCode()).as(first.err()).isZero();
            assertThat(first.out()).contains("accuracy ", ROOT + "/out/report/report.html");
            assertThat(storage.exists(ROOT + "/out/shards/masked/manifest.json"))
                    .isTrue();
            assertThat(storage.glob(ROOT + "/out/train/checkpoints/step-*/model.safetensors"))
                    .isNotEmpty();
            assertThat(storage.exists(ROOT + "/out/.lock")).isFalse();

            Ended second = SmallRun.joyul(command);
            assertThat(second.exitCode()).as(second.err()).isZero();
            assertThat(second.err().lines().filter(line -> line.endsWith("done already, unchanged")))
                    .hasSize(5);
            try (Stream<Path> files = Files.walk(folder.resolve("store"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .as(file.toString())
                            .doesNotContain(S3ProxyProcess.SECRET);
                }
            }
        }
    }

    /** In a process of its own, so that the keys come as a user gives them: by the environment. */
    @Test
    void exampleOfThePageRuns() throws Exception {
        try (S3ProxyProcess server = S3ProxyProcess.start(folder)) {
            Path data = SmallRun.write(folder.resolve("run")).file().resolveSibling("");
            String example = Pages.blocks(Pages.ROOT.resolve("docs/stores.md")).stream()
                    .filter(block -> block.file().isPresent())
                    .map(Pages.Block::text)
                    .findFirst()
                    .orElseThrow()
                    .replace(
                            "https://s3.example",
                            requireNonNull(server.properties().get("fs.s3a.endpoint")))
                    .replace("s3a://bucket", ROOT)
                    .replace("mine/", data + "/");
            Ended ended = SmallRun.process(
                    folder.resolve("joyul.log"),
                    Map.of("S3_KEY", S3ProxyProcess.KEY_ID, "S3_SECRET", S3ProxyProcess.SECRET),
                    "run",
                    Files.writeString(folder.resolve("s3.yaml"), example).toString());
            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(Storage.of(server.properties()).exists(ROOT + "/reviews/report/report.html"))
                    .isTrue();
        }
    }

    /** Its journal is a file an event there, and a member that goes on from another's weights copies them by committing. */
    @Test
    void sweepLiesInTheStoreAndASecondOneDoesNothing() throws Exception {
        try (S3ProxyProcess server = S3ProxyProcess.start(folder)) {
            Storage storage = Storage.of(server.properties());
            SmallRun small = SmallRun.write(folder.resolve("run"));
            Path file = Files.writeString(
                    folder.resolve("sweep.yaml"), """
                    name: far
                    run: %s
                    set: [training.ranks=1, training.checkpoint-every=0, train.epochs=2, "spark.properties={%s}"]
                    output: %s/sweep
                    parallel: 1
                    space:
                      train.learning-rate: {log-uniform: [1e-4, 1e-1]}
                    strategy: {kind: population, trials: 5}
                    """.formatted(small.file(), spark(server.properties()), ROOT));
            Ended first = SmallRun.joyul("sweep", file.toString());
            assertThat(first.exitCode()).as(first.err()).isZero();
            List<String> trials = new String(storage.read(ROOT + "/sweep/report/trials.jsonl"), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(trials).hasSizeGreaterThan(5);
            assertThat(trials.get(5)).doesNotContain("\"parent\":-1").contains("\"curve\":[{");
            assertThat(storage.glob(ROOT + "/sweep/trials/*/checkpoints/.generation-*/*"))
                    .isEmpty();
            List<Storage.Entry> journal = storage.list(ROOT + "/sweep/journal");
            assertThat(journal).hasSizeGreaterThan(20);

            Ended second = SmallRun.joyul("sweep", file.toString());
            assertThat(second.exitCode()).as(second.err()).isZero();
            assertThat(storage.list(ROOT + "/sweep/journal")).isEqualTo(journal);
        }
    }

    private static String spark(Map<String, String> hadoop) {
        return hadoop.entrySet().stream()
                .map(entry -> "spark.hadoop." + entry.getKey() + ": '" + entry.getValue() + "'")
                .collect(Collectors.joining(", "));
    }
}
