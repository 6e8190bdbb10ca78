package io.joyul.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.joyul.config.SweepConfig.Metric;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConductorTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_700_000_000_000L));
    private static final Cost COST = new Cost(2, 2, 10, 100);

    @TempDir
    private Path folder;

    private final Storage storage = Storage.of(Map.of());

    private Strategy asha() {
        return new Asha(new RandomPoints(Simulation.rateSpace(), 4), 12, 1, 9, 3);
    }

    private Conductor conductor(String journal) {
        return new Conductor(
                asha(),
                Metric.DEV_LOSS,
                Journal.open(storage, folder.resolve(journal).toString()),
                "f",
                CLOCK);
    }

    /** Trains what it is given, alone, until the sweep is over or so many answers were had. */
    private static int work(Conductor conductor, int answers) {
        int had = 0;
        for (Optional<Assignment> work = conductor.take(); work.isPresent(); work = conductor.take()) {
            if (++had > answers) {
                return had;
            }
            Assignment assignment = work.get();
            List<Measure> curve = new ArrayList<>();
            Verdict verdict = Verdict.GO_ON;
            for (int budget : List.of(1, 3, 9)) {
                if (verdict != Verdict.GO_ON) {
                    break;
                }
                double loss = Simulation.curve(assignment.point(), budget);
                Measure measure = new Measure(budget * 10, budget, loss, 1 - loss);
                curve.add(measure);
                verdict = conductor.report(assignment.trial(), budget, measure);
                if (++had > answers) {
                    return had;
                }
            }
            conductor.rested(assignment.trial(), COST, curve, "step-" + curve.size());
        }
        return had;
    }

    @Test
    void aDriverThatDiesAnywhereGoesOnToTheSameTrials() throws IOException {
        Conductor whole = conductor("whole");
        int answers = work(whole, Integer.MAX_VALUE);
        assertThat(whole.isOver()).isTrue();
        assertThat(whole.trials()).hasSize(12);
        for (int cut = 0; cut < answers; cut++) {
            String journal = "cut-" + cut;
            work(conductor(journal), cut);
            Conductor second = conductor(journal);
            work(second, Integer.MAX_VALUE);
            assertThat(second.trials())
                    .as("cut off after %d answers", cut)
                    .usingRecursiveComparison()
                    .ignoringFields("cost")
                    .isEqualTo(whole.trials());
            assertThat(reports(journal)).as("nothing is reported twice").isEqualTo(reports("whole"));
        }
    }

    @Test
    void aJournalThatCouldNotBeWrittenTakesNoMoreAndTheNextDriverGoesOnToTheSameTrials() throws IOException {
        Conductor whole = conductor("whole");
        int answers = work(whole, Integer.MAX_VALUE);
        for (int write = 2; write < answers; write++) {
            String name = "full-at-" + write;
            Journal journal = Journal.open(
                    Storage.of(FullDisk.at(write)), folder.resolve(name).toString());
            Conductor first = new Conductor(asha(), Metric.DEV_LOSS, journal, "f", CLOCK);
            assertThatThrownBy(() -> work(first, Integer.MAX_VALUE))
                    .isInstanceOfSatisfying(
                            JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FULL));
            assertThatThrownBy(() -> first.retrained(Retraining.failed(0, 1, COST, "", false)))
                    .as("there is room again, but what follows would make no sense")
                    .isInstanceOf(JoyulException.class);
            journal.close();
            Conductor second = conductor(name);
            work(second, Integer.MAX_VALUE);
            assertThat(second.trials())
                    .as("full at write %d", write)
                    .usingRecursiveComparison()
                    .ignoringFields("cost")
                    .isEqualTo(whole.trials());
            assertThat(reports(name)).as("nothing is reported twice").isEqualTo(reports("whole"));
        }
    }

    private List<String> reports(String journal) throws IOException {
        List<String> reports = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve(journal))) {
            for (Path file : files.sorted().toList()) {
                Files.readAllLines(file).stream()
                        .filter(line -> line.contains("\"reported\"") && line.endsWith("}}"))
                        .forEach(reports::add);
            }
        }
        return reports;
    }

    @Test
    void aLineThatWasBeingWrittenDoesNotCountAndAnAlteredOneIsAnError() throws IOException {
        work(conductor("j"), 5);
        Path file = folder.resolve("j/00001.jsonl");
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() - 9));
        assertThat(conductor("j").trials()).isNotEmpty();

        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int digit = text.indexOf("\"devLoss\":") + 12;
        bytes[digit] = (byte) (bytes[digit] == '1' ? '2' : '1');
        Files.write(file, bytes);
        assertThatThrownBy(() -> conductor("j"))
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_CORRUPT))
                .hasMessageContaining("00001.jsonl, line 3");
    }

    @Test
    void aFileForEachEventIsReadInItsOrderAlsoBeyondFiveDigits() throws IOException {
        Conductor whole = conductor("whole");
        work(whole, Integer.MAX_VALUE);
        List<String> lines = Files.readAllLines(folder.resolve("whole/00001.jsonl"));
        Path split = Files.createDirectories(folder.resolve("split"));
        int number = 99_990;
        for (String line : lines) {
            Files.writeString(split.resolve("%05d.jsonl".formatted(number++)), line + "\n");
        }
        assertThat(number).isGreaterThan(100_000);
        Conductor again = conductor("split");
        assertThat(again.isOver()).isTrue();
        assertThat(again.trials()).isEqualTo(whole.trials());
        again.retrained(Retraining.failed(0, 1, COST, "", false));
        assertThat(split.resolve("%05d.jsonl".formatted(number))).exists();
    }

    @Test
    void whatPassesWithoutADriverDoesNotCount() {
        long day = 86_400_000;
        Conductor first = conductorAt("j", 0);
        work(first, 4);
        Conductor second = conductorAt("j", day);
        work(second, 9);
        Conductor third = conductorAt("j", 2 * day);
        work(third, Integer.MAX_VALUE);
        assertThat(third.isOver()).isTrue();
        assertThat(third.trials()).extracting(Trial::endedSeconds).allMatch(ended -> ended >= 0 && ended < 3600);
        assertThat(third.bestOverTime()).extracting(Conductor.Best::seconds).allMatch(told -> told < 3600);
        assertThat(conductorAt("j", 3 * day).trials())
                .as("from the journal alone, of a sweep that is over")
                .isEqualTo(third.trials());
    }

    /** Over a clock that goes on by a second whenever it is looked at. */
    private Conductor conductorAt(String journal, long millis) {
        AtomicLong now = new AtomicLong(1_700_000_000_000L + millis);
        InstantSource clock = () -> Instant.ofEpochMilli(now.getAndAdd(1000));
        return new Conductor(
                asha(),
                Metric.DEV_LOSS,
                Journal.open(storage, folder.resolve(journal).toString()),
                "f",
                clock);
    }

    private static void fail(Conductor conductor, String code) {
        for (Optional<Assignment> work = conductor.take(); work.isPresent(); work = conductor.take()) {
            conductor.failed(work.get().trial(), COST, code, "");
        }
    }

    @Test
    void aSweepThatOnlyFailedForWantOfAResourceBeginsAnew() {
        Conductor whole = conductor("whole");
        work(whole, Integer.MAX_VALUE);
        Conductor first = conductor("j");
        fail(first, "DEVICE_UNAVAILABLE");
        assertThat(first.isOver()).isTrue();
        assertThat(first.isWorthAnotherTry()).isTrue();
        work(conductor("j"), 9);
        Conductor third = conductor("j");
        assertThat(third.trials()).as("what the second did").isNotEmpty();
        work(third, Integer.MAX_VALUE);
        assertThat(third.isWorthAnotherTry()).isFalse();
        assertThat(third.trials())
                .usingRecursiveComparison()
                .ignoringFields("cost")
                .isEqualTo(whole.trials());
    }

    /** Its file is mended, as the failure advised. */
    @Test
    void overTheJournalOfAnotherSweepOfWhichNothingCameOneBegins() {
        Conductor refused = conductor("refused");
        refused.take();
        refused.lost(0, COST, "executor 3 is gone");
        assertThat(conductor("refused").trials())
                .as("of the same sweep it goes on")
                .extracting(Trial::lost)
                .containsExactly(1);
        fail(conductor("failed"), "RANK_OUT_OF_MEMORY");
        for (String journal : List.of("refused", "failed")) {
            Conductor mended = other(journal);
            assertThat(mended.trials()).isEmpty();
            work(mended, Integer.MAX_VALUE);
            assertThat(mended.trials()).hasSize(12);
            assertThat(other(journal).trials()).isEqualTo(mended.trials());
        }
    }

    private Conductor other(String journal) {
        return new Conductor(
                asha(),
                Metric.DEV_LOSS,
                Journal.open(storage, folder.resolve(journal).toString()),
                "other",
                CLOCK);
    }

    @Test
    void failuresThatWouldComeAgainOrOfASweepWithAScoreStay() {
        fail(conductor("data"), "LOSS_NOT_FINITE");
        assertThat(conductor("data").isOver()).isTrue();
        Conductor told = conductor("told");
        told.take();
        told.report(0, 1, new Measure(10, 1, 0.5, 0.5));
        told.rested(0, COST, List.of(), "c");
        fail(told, "DEVICE_UNAVAILABLE");
        assertThat(told.isWorthAnotherTry()).isFalse();
        assertThat(conductor("told").trials()).isEqualTo(told.trials());
    }

    @Test
    void anotherSweepsJournalIsRefused() {
        work(conductor("told"), 5);
        Conductor failed = conductor("failed");
        failed.take();
        failed.failed(0, COST, "LOSS_NOT_FINITE", "");
        for (String journal : List.of("told", "failed")) {
            assertThatThrownBy(() -> other(journal))
                    .isInstanceOfSatisfying(
                            JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE));
        }
    }

    @Test
    void aLostTrialGoesBackToTheQueueAndOthersKeepTheirs() {
        Conductor conductor = conductor("j");
        Assignment first = conductor.take().orElseThrow();
        Assignment second = conductor.take().orElseThrow();
        conductor.lost(first.trial(), COST, "executor 3 is gone");
        assertThat(conductor.take()).contains(first);
        assertThat(conductor.take().orElseThrow().trial()).isNotIn(first.trial(), second.trial());
        assertThat(conductor.trials().get(0).lost()).isEqualTo(1);
    }

    @Test
    void aTrialThatIsPutOffLetsAllOthersPass() {
        Conductor conductor = new Conductor(
                new WholeTrials(new RandomPoints(Simulation.rateSpace(), 4), 3, 9),
                Metric.DEV_LOSS,
                Journal.open(storage, folder.resolve("j").toString()),
                "f",
                CLOCK);
        Assignment first = conductor.take().orElseThrow();
        conductor.putOff(first.trial());
        assertThat(conductor.take()).map(Assignment::trial).contains(1);
        conductor.lost(1, COST, "executor 3 is gone");
        assertThat(conductor.take()).map(Assignment::trial).contains(1);
        assertThat(conductor.take()).map(Assignment::trial).contains(2);
        assertThat(conductor.isOver()).isFalse();
        assertThat(conductor.take()).contains(first);
    }

    @Test
    void aTrialThatIsStillLeavingItsSlotIsNotGivenAnother() {
        Conductor conductor = conductor("j");
        List<Assignment> begun = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            begun.add(conductor.next().orElseThrow());
        }
        double[] losses = {0.1, 0.5, 0.9};
        for (int i = 0; i < 3; i++) {
            conductor.report(i, 1, new Measure(10, 1, losses[i], 0));
        }
        assertThat(conductor.next().orElseThrow().trial())
                .as("trial 0 is to go on, but has not left yet")
                .isEqualTo(3);
        conductor.rested(0, COST, List.of(), "c");
        assertThat(conductor.next()).contains(Assignment.of(0, begun.get(0).point(), 3));
    }

    /** Trial 0 is best at its first rung, and is promoted before its slot is free. */
    private static void promote(Conductor conductor) {
        double[] losses = {0.1, 0.5, 0.9};
        for (int i = 0; i < 3; i++) {
            conductor.next();
        }
        for (int i = 0; i < 3; i++) {
            conductor.report(i, 1, new Measure(10, 1, losses[i], 0));
        }
    }

    /** Trains until the next rung; what is handed out then is another trial. */
    private static void goesOnOnce(Conductor conductor) {
        assertThat(conductor.next().orElseThrow())
                .extracting(Assignment::trial, Assignment::until)
                .containsExactly(0, 3);
        assertThat(conductor.goesOn(0)).isTrue();
        assertThat(conductor.report(0, 3, new Measure(30, 3, 0.1, 0))).isEqualTo(Verdict.PAUSE);
        conductor.rested(0, COST, List.of(), "c");
        List<Integer> others = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            others.add(conductor.next().orElseThrow().trial());
        }
        assertThat(others).doesNotContain(0);
    }

    @Test
    void aTrialThatWasLeavingWhenItsDriverDiedIsHandedOutOnce() {
        Conductor first = conductor("j");
        promote(first);
        first.next();
        Conductor second = conductor("j");
        goesOnOnce(second);
        assertThat(conductor("j").trial(0)).as("from the journal alone").isEqualTo(second.trial(0));
    }

    @Test
    void aTrialThatLostItsSlotWhileItWasLeavingIsHandedOutOnce() {
        Conductor conductor = conductor("j");
        promote(conductor);
        conductor.lost(0, COST, "executor 3 is gone");
        Assignment again = conductor.next().orElseThrow();
        assertThat(again.trial()).isZero();
        conductor.next();
        assertThat(conductor.report(0, 1, new Measure(10, 1, 0.1, 0)))
                .as("it asks again, and was promoted meanwhile")
                .isEqualTo(Verdict.GO_ON);
        assertThat(conductor.goesOn(0)).isTrue();
        assertThat(conductor.report(0, 3, new Measure(30, 3, 0.1, 0))).isEqualTo(Verdict.PAUSE);
        conductor.rested(0, COST, List.of(), "c");
        assertThat(conductor.next().orElseThrow().trial()).isNotZero();
        assertThat(conductor("j").next().orElseThrow().trial())
                .as("from the journal alone")
                .isNotZero();
    }

    @Test
    void theBestOverTimeComparesAtLikeBudgetsAndLeavesFailedTrialsOut() {
        Conductor conductor = conductor("j");
        double[] losses = {0.5, 0.1, 0.4, 0.3};
        for (int trial = 0; trial < losses.length; trial++) {
            conductor.next();
            conductor.report(trial, 1, new Measure(10, 1, losses[trial], 0));
        }
        conductor.failed(1, COST, "INTERNAL", "its weights could not be written");
        conductor.report(3, 3, new Measure(30, 3, 0.35, 0));
        assertThat(conductor.bestOverTime())
                .extracting(Conductor.Best::before, Conductor.Best::trial, Conductor.Best::score)
                .containsExactly(tuple(0, 0, 0.5), tuple(2, 2, 0.4), tuple(3, 3, 0.3), tuple(4, 3, 0.35));
        assertThat(conductor.best().orElseThrow())
                .extracting(Trial::number, Trial::score)
                .containsExactly(3, 0.35);
    }

    @Test
    void theCurveOfATrialThatFailedIsWhatTheDevSplitSaid() {
        Conductor conductor = conductor("j");
        conductor.take();
        Measure seen = new Measure(10, 1, 0.6, 0.4);
        conductor.report(0, 1, new Measure(10, 1, 0.5, 0.5), seen);
        conductor.failed(0, COST, "INTERNAL", "");
        assertThat(conductor.trial(0).curve()).containsExactly(seen);
        assertThat(conductor.trial(0).score()).isEqualTo(0.5);
        assertThat(conductor("j").trial(0)).as("from the journal alone").isEqualTo(conductor.trial(0));
    }

    @Test
    void askedAgainItAnswersAgain() {
        Conductor conductor = conductor("j");
        conductor.take();
        Measure measure = new Measure(10, 1, 0.5, 0.5);
        assertThat(conductor.report(0, 1, measure)).isEqualTo(Verdict.PAUSE);
        assertThat(conductor.report(0, 1, measure)).isEqualTo(Verdict.PAUSE);
    }
}
