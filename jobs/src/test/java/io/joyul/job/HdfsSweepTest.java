package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.job.SmallRun.Ended;
import io.joyul.storage.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A sweep whose output lies on HDFS: its journal is read while it is written, and goes on after its driver was killed. */
@Tag("slow")
class HdfsSweepTest {
    private final Storage storage = Storage.of(Map.of());

    @TempDir
    Path folder;

    @Test
    @Timeout(900)
    void secondDriverIsRefusedWhileTheFirstLivesAndGoesOnFromItsJournalAfterwards() throws Exception {
        try (MiniDFSCluster dfs = Hdfs.start(folder)) {
            String output = Hdfs.url(dfs, "/sweep");
            SmallRun small = SmallRun.write(folder.resolve("run"));
            Path file = Files.writeString(folder.resolve("sweep.yaml"), """
                    name: far
                    run: %s
                    set: [training.ranks=1, train.epochs=8]
                    output: %s
                    parallel: 1
                    space:
                      train.learning-rate: {log-uniform: [1e-4, 1e-1]}
                    strategy: {kind: asha, trials: 8, eta: 2}
                    """.formatted(small.file(), output));
            Process first = SmallRun.start("1g", folder.resolve("first.log"), Map.of(), "sweep", file.toString());
            while (told(output).size() < 2) {
                assertThat(first.isAlive())
                        .as(() -> printed(folder.resolve("first.log")))
                        .isTrue();
                Thread.sleep(100);
            }
            Ended second = SmallRun.joyul("sweep", file.toString());
            assertThat(first.isAlive()).as("the first one is still at work").isTrue();
            assertThat(second.exitCode()).as(second.err()).isEqualTo(2);
            assertThat(second.err()).contains("another run (process " + first.pid(), "[OUTPUT_IN_USE]");

            first.destroyForcibly().waitFor();
            List<String> before = told(output);
            Ended third = SmallRun.joyul("sweep", file.toString());
            assertThat(third.exitCode()).as(third.err()).isZero();
            assertThat(third.err()).contains("going on after");
            List<String> after = told(output);
            assertThat(after).startsWith(before.toArray(String[]::new)).doesNotHaveDuplicates();
            assertThat(storage.list(output + "/journal"))
                    .extracting(Storage.Entry::name)
                    .containsExactly("00001.jsonl", "00002.jsonl");
            assertThat(new String(storage.read(output + "/report/trials.jsonl"), StandardCharsets.UTF_8).lines())
                    .hasSize(8);
        }
    }

    private static String printed(Path log) {
        try {
            return Files.readString(SmallRun.printed(log));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Every score that was told, with what was answered; whole lines alone, times and sums left out. */
    private List<String> told(String output) {
        List<String> told = new ArrayList<>();
        for (Storage.Entry file : storage.list(output + "/journal")) {
            String text = new String(storage.read(file.path()), StandardCharsets.UTF_8);
            text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .filter(line -> line.contains("\"what\":\"reported\""))
                    .forEach(line -> told.add(line.substring(line.indexOf("\"trial\""))));
        }
        return told;
    }
}
