package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.joyul.config.RunConfig;
import io.joyul.config.RunFile;
import io.joyul.config.SweepConfig;
import io.joyul.config.SweepConfig.Metric;
import io.joyul.config.SweepConfigLoader;
import io.joyul.storage.Storage;
import io.joyul.sweep.Conductor;
import io.joyul.sweep.Cost;
import io.joyul.sweep.Journal;
import io.joyul.sweep.Measure;
import io.joyul.sweep.Space;
import io.joyul.sweep.Spaces;
import io.joyul.sweep.Strategies;
import io.joyul.sweep.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a sweep to a server that is not there, and so lies in the output. */
class SweepTrackingTest {
    private static final Cost COST = new Cost(1, 1, 10, 100);
    private static final InstantSource ONE_MOMENT = InstantSource.fixed(Instant.ofEpochMilli(1_700_000_000_000L));

    private final Storage storage = Storage.of(Map.of());

    @TempDir
    private Path folder;

    private SweepConfig sweep;
    private RunConfig base;
    private Space space;

    @BeforeEach
    void readFiles() throws IOException {
        sweep = SweepConfigLoader.parse(
                "sweep",
                """
                name: small
                run: %s
                set: ["%s"]
                output: %s
                space: {train.learning-rate: {log-uniform: [1e-4, 1e-1]}}
                strategy: {kind: asha, trials: 8, eta: 2}
                """.formatted(
                        SmallRun.write(folder.resolve("run")).file(), RunTrackingTest.NOWHERE, folder.resolve("sweep")),
                List.of());
        base = SweepBench.base(sweep, RunFile.read(storage, sweep.run()));
        space = Spaces.of(sweep.space());
    }

    private Conductor conductor(Journal journal) {
        return new Conductor(
                Strategies.of(sweep.strategy(), space, 2, sweep.seed()), Metric.DEV_LOSS, journal, "f", ONE_MOMENT);
    }

    private SweepTracking tracking(Conductor conductor) {
        return SweepTracking.begin(sweep, base, space, conductor, storage, note -> {})
                .orElseThrow();
    }

    private static void report(Conductor conductor, int trial, double loss) {
        assertThat(conductor.next().orElseThrow().trial()).isEqualTo(trial);
        conductor.report(trial, 1, new Measure(10, 1, loss, 0));
    }

    /** A sweep of one trial, which has told a score and rests. */
    private Conductor paused(Journal journal) {
        Conductor conductor = conductor(journal);
        report(conductor, 0, 0.5);
        conductor.rested(0, COST, List.of(), "step-10");
        assertThat(conductor.trial(0).status()).isEqualTo(Trial.Status.PAUSED);
        return conductor;
    }

    @Test
    void trialThatHasPausedUnderADriverThatDiedIsEndedByTheNext() throws Exception {
        String journal = folder.resolve("journal").toString();
        try (Journal first = Journal.open(storage, journal)) {
            // Never closed.
            tracking(paused(first)).update(0, "");
            for (int wait = 0; bests().isEmpty() && wait < 300; wait++) {
                Thread.sleep(100);
            }
            assertThat(bests()).as("what is told last").isNotEmpty();
        }
        assertThat(events("ended")).isEmpty();

        try (Journal second = Journal.open(storage, journal)) {
            tracking(conductor(second)).close();
        }
        assertThat(events("ended"))
                .extracting(
                        SweepTrackingTest::trial, event -> event.get("status").asText())
                .contains(tuple("-trial-0000", "KILLED"));
    }

    @Test
    void trialThatPausesToTheEndIsToldOnceThoughTheSweepIsRunAgain() throws IOException {
        String journal = folder.resolve("journal").toString();
        try (Journal first = Journal.open(storage, journal)) {
            tracking(paused(first)).close();
        }
        assertThat(events("ended")).extracting(SweepTrackingTest::trial).contains("-trial-0000");
        // It has reached the server.
        storage.delete(folder.resolve("sweep/tracking/unsent").toString());

        try (Journal second = Journal.open(storage, journal)) {
            tracking(conductor(second)).close();
        }
        assertThat(RunTrackingTest.unsent(folder.resolve("sweep")))
                .extracting(SweepTrackingTest::trial)
                .isNotEmpty()
                .containsOnly("");
        assertThat(events("figures")).as("nothing is told twice").isEmpty();
    }

    /** Of an event of the sweep itself, nothing. */
    private static String trial(JsonNode event) {
        return event.get("run").asText().replaceFirst("^[0-9a-f]+", "");
    }

    @Test
    void eachBestIsToldThoughTheyFollowWithinASecondAndTrialsFail() throws IOException {
        try (Journal journal = Journal.open(storage, folder.resolve("journal").toString())) {
            Conductor conductor = conductor(journal);
            try (SweepTracking told = tracking(conductor)) {
                report(conductor, 0, 0.9);
                told.update(0, "");
                report(conductor, 1, 0.5);
                told.update(0, "");
                conductor.failed(1, COST, "INTERNAL", "its weights could not be written");
                report(conductor, 2, 0.7);
                told.update(0, "");
            }
        }
        assertThat(bests()).containsExactly(0.9, 0.5, 0.7);
    }

    private List<Double> bests() throws IOException {
        List<Double> bests = new ArrayList<>();
        for (JsonNode figures : events("figures")) {
            if (figures.get("values").has("best-score")) {
                bests.add(figures.get("values").get("best-score").asDouble());
            }
        }
        return bests;
    }

    private List<JsonNode> events(String kind) throws IOException {
        return RunTrackingTest.unsent(folder.resolve("sweep")).stream()
                .filter(event -> event.get("event").asText().equals(kind))
                .toList();
    }
}
