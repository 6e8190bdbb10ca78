package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.joyul.adapt.Adaptation;
import io.joyul.checkpoint.CheckpointReader;
import io.joyul.config.StrategyConfig.Unit;
import io.joyul.config.SweepConfig.Metric;
import io.joyul.config.TrainingConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.stage.TurnQuestion.Wish;
import io.joyul.storage.Storage;
import io.joyul.sweep.Asha;
import io.joyul.sweep.Assignment;
import io.joyul.sweep.Conductor;
import io.joyul.sweep.Cost;
import io.joyul.sweep.FullDisk;
import io.joyul.sweep.GridPoints;
import io.joyul.sweep.Journal;
import io.joyul.sweep.Measure;
import io.joyul.sweep.Point;
import io.joyul.sweep.PopulationBased;
import io.joyul.sweep.RandomPoints;
import io.joyul.sweep.Retraining;
import io.joyul.sweep.Strategy;
import io.joyul.sweep.Trial;
import io.joyul.sweep.Trial.Status;
import io.joyul.sweep.WholeTrials;
import io.joyul.train.EarlyStopping;
import io.joyul.train.TrainingHistory;
import io.joyul.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SweepStageTest extends OnLocalSpark {
    /** 200 rows in steps of eight. */
    private static final int STEPS_PER_EPOCH = 25;

    private final RecordingProgress progress = new RecordingProgress();

    private static Point rate(double rate) {
        return new Point(Map.of("rate", Double.toString(rate)));
    }

    private static GridPoints rates(double... rates) {
        return new GridPoints(
                Arrays.stream(rates).mapToObj(SweepStageTest::rate).toList());
    }

    private TinyBench bench(int epochs, int ranks, Strategy strategy, Unit unit) {
        return new TinyBench(folder.toString(), epochs, ranks, strategy.budgets(), unit).prepare(storage);
    }

    private Conductor conductor(Strategy strategy) {
        return new Conductor(
                strategy,
                Metric.DEV_LOSS,
                Journal.open(storage, folder.resolve("journal").toString()),
                "f",
                InstantSource.system());
    }

    private SweepStage stage(Conductor conductor, TrialBench bench) {
        return new SweepStage(spark, storage, conductor, bench, progress, 2);
    }

    /** Two ranks are told by their group, and both stop. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aTrialThatPausedGoesOnToTheBitsItWouldHaveHad(int ranks) throws IOException {
        int stepsPerEpoch = (STEPS_PER_EPOCH + ranks - 1) / ranks;
        Strategy asha = new Asha(rates(1e-4, 1e-2, 2e-4), 3, 1, 3, 3);
        TinyBench bench = bench(3, ranks, asha, Unit.EPOCHS);
        List<Trial> trials = stage(conductor(asha), bench).run(0);
        assertThat(trials)
                .extracting(Trial::status)
                .containsExactlyInAnyOrder(Status.PAUSED, Status.DONE, Status.PAUSED);
        for (Trial trial : trials) {
            int epochs = trial.status() == Status.DONE ? 3 : 1;
            assertThat(trial.curve())
                    .as("it stopped at its rung, and not a step later")
                    .extracting(Measure::globalStep)
                    .last()
                    .isEqualTo(epochs * stepsPerEpoch);
            assertThat(trial.cost().steps()).isEqualTo(epochs * stepsPerEpoch);
            // Its curve and its cost are those of its last checkpoint; the log is told of each step when it was done.
            assertThat(lastLogged(trial)).isEqualTo(epochs * stepsPerEpoch);
        }

        Trial done = trials.stream()
                .filter(trial -> trial.status() == Status.DONE)
                .findFirst()
                .orElseThrow();
        TrainingTask whole = bench.task(
                new Assignment(done.number(), done.point(), 3, -1, 0),
                "whole",
                folder.resolve("whole").toString(),
                Guidance.NONE);
        TrainingResult expected = TrainingStage.run(spark, whole, Progress.silent());
        assertThat(weights(done.checkpoint())).isEqualTo(weights(expected.checkpoint()));
    }

    /** The last step of those in a trial's log, which has them all. */
    private int lastLogged(Trial trial) throws IOException {
        return Files.readAllLines(folder.resolve("trials/" + trial.number() + "/log/events.jsonl")).stream()
                .mapToInt(line -> Integer.parseInt(line.replaceFirst("^\\{\"step\":(\\d+),.*", "$1")))
                .max()
                .orElseThrow();
    }

    private static byte[] weights(String checkpoint) throws IOException {
        return Files.readAllBytes(Path.of(checkpoint.replaceFirst("^file:", "")).resolve("model.safetensors"));
    }

    @Test
    void budgetsInStepsEndInTheMiddleOfAnEpoch() {
        Strategy asha = new Asha(rates(1e-4, 1e-2, 2e-4), 3, 10, 30, 3);
        List<Trial> trials =
                stage(conductor(asha), bench(3, 1, asha, Unit.STEPS)).run(2);
        assertThat(trials).extracting(Trial::status).containsOnlyOnce(Status.DONE);
        for (Trial trial : trials) {
            assertThat(trial.curve().get(0).epochs()).isCloseTo(0.4, within(1e-9));
            if (trial.status() == Status.DONE) {
                assertThat(trial.curve()).extracting(Measure::globalStep).containsExactly(10, 25, 30);
            } else {
                assertThat(trial.curve()).extracting(Measure::globalStep).containsExactly(10);
            }
        }
    }

    private static EarlyStopping stopping(int patience) {
        return new EarlyStopping(patience, 0, EarlyStopping.Metric.DEV_LOSS);
    }

    private double delivered(String checkpoint) {
        List<TrainingHistory.Epoch> epochs =
                new CheckpointReader(storage).manifest(checkpoint).history().epochs();
        return epochs.get(epochs.size() - 1).devLoss();
    }

    @Test
    void aTrialThatEndsEarlyIsRankedByTheWeightsThatItDelivers() {
        Strategy grid = new WholeTrials(rates(1e-3, 1e-1, 3e-1), 3, 12);
        TinyBench bench = bench(12, 1, grid, Unit.EPOCHS);
        bench.stopping = stopping(2);
        Conductor conductor = conductor(grid);
        SweepStage stage = stage(conductor, bench);
        List<Trial> trials = stage.run(2);
        assertThat(trials).extracting(Trial::status).containsOnly(Status.DONE);
        assertThat(trials)
                .as("of those that ended early the last epoch is not the best")
                .anyMatch(trial -> last(trial).epochs() < 12 && last(trial).devLoss() > trial.score());
        assertThat(trials).allSatisfy(trial -> {
            assertThat(trial.score()).isEqualTo(delivered(trial.checkpoint()));
            assertThat(trial.budget()).isEqualTo(12);
            assertThat(trial.cost().steps()).isEqualTo(last(trial).globalStep());
        });
        assertThat(stage.again(trials, List.of(TinyTasks.SEED, 8L), 2))
                .hasSize(6)
                .allSatisfy(again -> assertThat(again.measure().devLoss()).isEqualTo(delivered(again.checkpoint())));
    }

    @Test
    void aTrialThatPausedIsRankedByTheWeightsThatItWouldDeliver() {
        Strategy asha = new Asha(rates(1e-3, 1e-1, 3e-1), 3, 40, 120, 3);
        TinyBench bench = bench(6, 1, asha, Unit.STEPS);
        bench.stopping = stopping(6);
        List<Trial> trials = stage(conductor(asha), bench).run(1);
        assertThat(trials).extracting(Trial::status).containsOnlyOnce(Status.DONE);
        assertThat(trials).allSatisfy(trial -> {
            assertThat(trial.score()).isEqualTo(delivered(trial.checkpoint()));
            assertThat(trial.curve())
                    .extracting(Measure::globalStep)
                    .startsWith(25, 40)
                    .isSorted();
            assertThat(trial.curve().get(1).devLoss())
                    .as("the curve shows what the dev split said in the middle of the epoch")
                    .isNotEqualTo(trial.curve().get(0).devLoss());
        });
    }

    @Test
    void theCurveOfATrialThatFailsIsNotTheBestUntilThere() {
        Strategy alone = new PopulationBased(TinyBench.SPACE, rates(1e-1), 1, List.of(1, 2, 3, 12), 3);
        TinyBench bench = bench(12, 1, alone, Unit.EPOCHS);
        bench.stopping = stopping(12);
        try (ProgressPlugin.Subscription failing = ProgressPlugin.subscribe(said -> {
            if (said instanceof RankMessage.Committed commit && commit.path().endsWith("step-00000125")) {
                spark.sparkContext().cancelAllJobs();
            }
        })) {
            assertThat(new SweepStage(spark, storage, conductor(alone), bench, progress, 0).run(1))
                    .singleElement()
                    .satisfies(trial -> {
                        assertThat(trial.status()).isEqualTo(Status.FAILED);
                        assertThat(trial.curve()).hasSize(3);
                        assertThat(last(trial).devLoss()).isGreaterThan(trial.score());
                    });
        }
    }

    @Test
    void aCopyIsRankedByWeightsOfItsOwn() {
        Strategy population = new PopulationBased(TinyBench.SPACE, rates(1e-1, 3e-1), 2, List.of(2, 3), 3);
        TinyBench bench = bench(3, 1, population, Unit.EPOCHS);
        bench.stopping = stopping(3);
        bench.copied = true;
        List<Trial> trials = stage(conductor(population), bench).run(1);
        assertThat(trials)
                .filteredOn(trial -> trial.parent() != Assignment.NONE)
                .isNotEmpty();
        assertThat(trials).allSatisfy(trial -> assertThat(trial.score()).isEqualTo(delivered(trial.checkpoint())));
    }

    @Test
    void aMemberOfAPopulationIsRankedByTheWeightsThatItsCopiesGet() {
        Strategy population = new PopulationBased(TinyBench.SPACE, rates(1e-1, 3e-1), 2, List.of(4, 8, 12), 3);
        TinyBench bench = bench(12, 1, population, Unit.EPOCHS);
        bench.stopping = stopping(12);
        bench.copied = true;
        Conductor conductor = conductor(population);
        List<Trial> trials = stage(conductor, bench).run(1);
        assertThat(conductor.scores())
                .as("by its best epoch when others can copy it no more")
                .allSatisfy(score -> assertThat(score.loss())
                        .isEqualTo(
                                score.budget() == 12
                                        ? delivered(trials.get(score.trial()).checkpoint())
                                        : after(trials.get(score.trial()), score.budget())))
                .as("which was not its last one")
                .anyMatch(score -> score.budget() < 12
                        && trials.get(score.trial()).curve().stream()
                                .anyMatch(measure ->
                                        measure.epochs() < score.budget() && measure.devLoss() < score.loss()));
        assertThat(trials).anyMatch(trial -> trial.parent() != Assignment.NONE && trial.budget() == 12);
    }

    private static double after(Trial trial, int epochs) {
        return trial.curve().get(epochs - 1).devLoss();
    }

    /** No loss falls by 100 nats: whoever begins ends after its second epoch. */
    @Test
    void aCopyOfAMemberThatEndedEarlyTrains() {
        Strategy population = new PopulationBased(TinyBench.SPACE, rates(1e-2, 1e-4), 2, List.of(2, 4, 6), 3);
        TinyBench bench = bench(6, 1, population, Unit.EPOCHS);
        bench.stopping = new EarlyStopping(1, 100, EarlyStopping.Metric.DEV_LOSS);
        bench.copied = true;
        List<Trial> trials = stage(conductor(population), bench).run(1);
        assertThat(trials)
                .filteredOn(trial -> trial.parent() != Assignment.NONE)
                .isNotEmpty()
                .allSatisfy(copy -> {
                    assertThat(copy.status()).isEqualTo(Status.DONE);
                    assertThat(copy.cost().steps()).isEqualTo(STEPS_PER_EPOCH);
                });
        assertThat(progress.notes).anyMatch(note -> note.startsWith("trial-2: ended early, after epoch 3 of 6"));
    }

    @Test
    void aCopyHasNoWeightsOfWhatItsParentDidBefore() {
        List<TrainingHistory.Epoch> epochs = List.of(
                new TrainingHistory.Epoch(1, 25, 0.5, 0.5),
                new TrainingHistory.Epoch(2, 50, 0.6, 0.5),
                new TrainingHistory.Epoch(3, 75, 0.7, 0.5));
        assertThat(new Guidance(2, List.of(1, 2, 3), Unit.EPOCHS, 2, false, "").own(epochs))
                .isEqualTo(epochs.subList(1, 3));
        assertThat(new Guidance(2, List.of(30, 60, 75), Unit.STEPS, 60, false, "").own(epochs))
                .isEqualTo(epochs.subList(2, 3));
        assertThat(new Guidance(2, List.of(1, 2, 3), Unit.EPOCHS, 0, false, "").own(epochs))
                .isEqualTo(epochs);
    }

    @Test
    void trialsOfTwoRanksTakeTheirTurns() {
        Strategy grid = new WholeTrials(rates(1e-3, 1e-2), 2, 1);
        List<Trial> trials =
                stage(conductor(grid), bench(1, 2, grid, Unit.EPOCHS)).run(0);
        assertThat(trials).extracting(Trial::status).containsOnly(Status.DONE);
        assertThat(trials)
                .allSatisfy(trial -> assertThat(trial.cost().slotSeconds())
                        .isCloseTo(2 * trial.cost().seconds(), within(1e-6)));
    }

    @Test
    void aTrialThatNeedsMoreRanksThanThereAreSlotsFailsAlone() {
        Strategy grid = new WholeTrials(
                new GridPoints(List.of(
                        rate(1e-3),
                        new Point(Map.of("rate", "0.002", "ranks", "3")),
                        new Point(Map.of("rate", "0.003", "ranks", "2")))),
                3,
                1);
        List<Trial> trials =
                stage(conductor(grid), bench(1, 1, grid, Unit.EPOCHS)).run(1);
        assertThat(trials).extracting(Trial::status).containsExactly(Status.DONE, Status.FAILED, Status.DONE);
        assertThat(trials.get(1).error())
                .startsWith("[RANKS_NOT_SCHEDULABLE] a trial needs 3 slots, and local[2] has 2;");
        assertThat(trials.get(1).lost()).isZero();
    }

    @Test
    void aFailedTrialIsNoFailedSweep() {
        Strategy grid = new WholeTrials(rates(1e-3, 7, 1e-2), 3, 1);
        List<Trial> trials =
                stage(conductor(grid), bench(1, 1, grid, Unit.EPOCHS)).run(2);
        assertThat(trials).extracting(Trial::status).containsExactly(Status.DONE, Status.FAILED, Status.DONE);
        assertThat(trials.get(1).error()).isEqualTo("[CONFIG_INVALID] the rate must be at most 1, but is 7.0");
    }

    /** As a stage does: what counts is how often a slot was lost without a checkpoint between. */
    @Test
    void aTrialThatGetsOnMayLoseItsSlotAgainAndAgain() {
        Strategy grid = new WholeTrials(rates(1e-2), 1, 20);
        TinyBench bench = bench(20, 1, grid, Unit.EPOCHS);
        Set<Integer> cancelled = ConcurrentHashMap.newKeySet();
        List<Trial> trials;
        try (ProgressPlugin.Subscription losing = ProgressPlugin.subscribe(said -> {
            if (said instanceof RankMessage.Committed commit
                    && commit.generation() <= 3
                    && cancelled.add(commit.generation())) {
                spark.sparkContext().cancelAllJobs();
            }
        })) {
            trials = new SweepStage(spark, storage, conductor(grid), bench, progress, 1).run(1);
        }
        assertThat(trials).extracting(Trial::status, Trial::lost).containsExactly(tuple(Status.DONE, 3));
    }

    /** Where the ranks find the micro-batch, it goes on with the half. */
    @ParameterizedTest
    @ValueSource(strings = {"micro-batch: 8", "micro-batch: auto, fit: {global-batch: 8, memory-gigabytes: 1}"})
    void aTrialThatIsOutOfMemoryWaitsForAnotherSlot(String microBatch) throws IOException {
        Path faults = Files.createDirectories(folder.resolve("faults"));
        Files.createFile(faults.resolve("native"));
        Strategy grid = new WholeTrials(rates(1e-3), 1, 1);
        TinyBench bench = bench(1, 1, grid, Unit.EPOCHS);
        bench.hadoop = FaultyFileSystem.over(faults);
        bench.microBatch = microBatch.replace(", fit", "\n  fit");
        assertThat(stage(conductor(grid), bench).run(1))
                .extracting(Trial::status, Trial::lost)
                .containsExactly(tuple(Status.DONE, 1));
        assertThat(progress.notes)
                .anyMatch(note -> note.startsWith("trial 0 lost its slot and waits for another: [RANK_OUT_OF_MEMORY]"));
        if (microBatch.contains("auto")) {
            assertThat(progress.notes).contains("trial-0: micro-batch 4, as it is kept beside the checkpoints");
        }
    }

    @Test
    void membersOfAPopulationGoOnFromTheWeightsOfBetterOnes() {
        Strategy population =
                new PopulationBased(TinyBench.SPACE, rates(1e-4, 1e-2, 2e-4, 3e-4, 5e-4), 5, List.of(1, 2, 3), 3);
        Conductor conductor = conductor(population);
        // One at a time: who is the worst of all when it reports depends on the order in which they do.
        List<Trial> trials =
                stage(conductor, bench(3, 1, population, Unit.EPOCHS)).run(1);
        List<Trial> copies = trials.stream()
                .filter(trial -> trial.parent() != Assignment.NONE)
                .toList();
        assertThat(copies).isNotEmpty().allSatisfy(copy -> {
            assertThat(copy.status()).isIn(Status.DONE, Status.STOPPED);
            // What its parent did before is in its curve, and not in its cost.
            assertThat(copy.cost().steps()).isEqualTo((long) (copy.budget() - copy.from()) * STEPS_PER_EPOCH);
        });
    }

    /** Of two members, the second has been given up for a copy of the first; neither has a checkpoint. */
    private Conductor withACopy() {
        Conductor conductor = conductor(new PopulationBased(TinyBench.SPACE, rates(1e-3, 1e-2), 2, List.of(1, 2), 3));
        conductor.next();
        conductor.next();
        conductor.report(0, 1, new Measure(STEPS_PER_EPOCH, 1, 0.5, 0.5));
        conductor.report(1, 1, new Measure(STEPS_PER_EPOCH, 1, 0.6, 0.5));
        conductor.rested(1, Cost.none(), List.of(), "");
        assertThat(conductor.next())
                .hasValueSatisfying(copy -> assertThat(copy.parent()).isZero());
        return conductor;
    }

    /** There is one slot: the copy comes first, and must not keep it. */
    @Test
    @Timeout(120)
    void aCopyLetsTheTrialPassThatHasYetToWriteItsWeights() {
        Conductor conductor = withACopy();
        conductor.lost(2, Cost.none(), "its slot");
        conductor.lost(0, Cost.none(), "its slot");
        TinyBench bench = new TinyBench(folder.toString(), 2, 1, List.of(1, 2), Unit.EPOCHS).prepare(storage);
        List<Trial> trials = stage(conductor, bench).run(1);
        assertThat(trials)
                .extracting(Trial::status, Trial::lost)
                .containsExactly(tuple(Status.DONE, 1), tuple(Status.STOPPED, 0), tuple(Status.DONE, 1));
        assertThat(trials.get(2).cost().steps()).isEqualTo(STEPS_PER_EPOCH);
        assertThat(progress.notes)
                .containsOnlyOnce("trial 2 lets others pass until trial 0 has written the weights it starts from");
    }

    @Test
    @Timeout(120)
    void aCopyOfWeightsThatWillNeverComeFails() {
        Conductor conductor = withACopy();
        conductor.lost(2, Cost.none(), "its slot");
        conductor.failed(0, Cost.none(), "STORAGE_DENIED", "");
        TinyBench bench = new TinyBench(folder.toString(), 2, 1, List.of(1, 2), Unit.EPOCHS).prepare(storage);
        assertThat(stage(conductor, bench).run(1))
                .element(2)
                .satisfies(copy -> assertThat(copy.error()).startsWith("[CHECKPOINT_NOT_FOUND]"));
    }

    /** Two begin together, and the third and fourth find what is there. */
    @Test
    void trialsWithTheSameFrozenLayersMakeTheirActivationsOnce() throws IOException {
        Strategy grid = new WholeTrials(rates(1e-4, 1e-3, 1e-2, 2e-2), 4, 2);
        TinyBench bench = new TinyBench(
                        folder.toString(), 2, 1, grid.budgets(), Unit.EPOCHS, new Adaptation.HeadOnly(1 << 30))
                .prepare(storage);
        List<Trial> trials = stage(conductor(grid), bench).run(2);
        assertThat(trials).extracting(Trial::status).containsOnly(Status.DONE);
        assertThat(progress.notes)
                .filteredOn(note -> note.contains("activations"))
                .singleElement()
                .asString()
                .matches("trial-[01]: made [0-9]+ files of activations of the frozen layers.*");
        try (Stream<Path> models = Files.list(folder.resolve("activations"))) {
            assertThat(models).as("of one model").hasSize(1);
        }
        assertThat(folder.resolve("trials/0/activations")).doesNotExist();
    }

    @Test
    void aStageThatEndsHandsItsTurnOn() {
        ActivationTurns turns = new ActivationTurns();
        TurnQuestion first = new TurnQuestion("trial-0", "f", Wish.TAKE);
        TurnQuestion second = new TurnQuestion("trial-1", "f", Wish.TAKE);
        turns.begin("trial-0");
        turns.begin("trial-1");
        assertThat(turns.answer(first)).isTrue();
        assertThat(turns.answer(second)).isFalse();
        assertThat(turns.answer(new TurnQuestion("trial-1", "g", Wish.TAKE))).isTrue();
        assertThat(turns.answer(first)).as("asked again").isTrue();
        turns.end("trial-0");
        assertThat(turns.answer(second)).isTrue();
        assertThat(turns.answer(new TurnQuestion("trial-1", "f", Wish.GIVE))).isFalse();
        assertThat(turns.answer(first)).as("its stage has ended").isFalse();
        turns.begin("trial-0");
        assertThat(turns.answer(first)).isTrue();
    }

    @Test
    void theBestIsTrainedAgainWithOtherSeedsOnce() {
        Strategy grid = new WholeTrials(rates(1e-3, 1e-2), 2, 1);
        Conductor conductor = conductor(grid);
        SweepStage stage = stage(conductor, bench(1, 1, grid, Unit.EPOCHS));
        stage.run(2);
        List<Trial> best = conductor.bestFirst().subList(0, 1);
        assertThat(stage.again(best, List.of(7L, 8L), 2)).hasSize(2);
        assertThat(stage.again(best, List.of(7L, 8L), 2)).hasSize(2);
        assertThat(conductor.retrainings().get(0).measure())
                .isNotEqualTo(conductor.retrainings().get(1).measure());
    }

    /** With the seed that the trials had, it must come to what its trial came to. */
    @Test
    void aRetrainingEndsAtTheStepOfItsTrialAndOnItsSchedule() {
        Strategy asha = new Asha(rates(1e-4, 1e-2, 2e-4), 3, 10, 30, 3);
        Conductor conductor = conductor(asha);
        SweepStage stage = stage(conductor, bench(3, 1, asha, Unit.STEPS));
        stage.run(1);
        List<Trial> firstTwo = conductor.bestFirst().subList(0, 2);
        assertThat(firstTwo).extracting(Trial::budget).containsExactly(30, 10);
        assertThat(stage.again(firstTwo, List.of(TinyTasks.SEED), 1))
                .extracting(Retraining::trial, Retraining::measure)
                .containsExactly(
                        tuple(firstTwo.get(0).number(), last(firstTwo.get(0))),
                        tuple(firstTwo.get(1).number(), last(firstTwo.get(1))));
        assertThat(conductor.retrainings().get(0).cost().steps()).isEqualTo(30);
        assertThat(stage.again(firstTwo.subList(0, 1), List.of(8L), 1).get(2).measure())
                .as("another seed, the same step")
                .isNotEqualTo(last(firstTwo.get(0)))
                .extracting(Measure::globalStep)
                .isEqualTo(30);
    }

    private static Measure last(Trial trial) {
        return trial.curve().get(trial.curve().size() - 1);
    }

    @Test
    void aFailedRetrainingIsNoFailedSweepAndOnlyALostOneIsTriedAgain() {
        Strategy grid = new WholeTrials(rates(1e-3), 1, 1);
        TinyBench bench = bench(1, 1, grid, Unit.EPOCHS);
        bench.refused.putAll(Map.of(7L, ErrorCode.LOSS_NOT_FINITE, 8L, ErrorCode.RANK_LOST));
        Conductor first = conductor(grid);
        List<Trial> trials = stage(first, bench).run(1);
        List<Long> seeds = List.of(7L, 8L, 9L);
        assertThat(stage(first, bench).again(trials, seeds, 2))
                .extracting(Retraining::seed, Retraining::hasFailed, Retraining::lost)
                .containsExactlyInAnyOrder(tuple(7L, true, false), tuple(8L, true, true), tuple(9L, false, false));
        assertThat(progress.notes).contains("trial 0 with seed 7 failed: [LOSS_NOT_FINITE] the seed 7 is refused");

        // Another driver, over the same journal; what would be tried again would pass.
        bench.refused.clear();
        Conductor second = conductor(new WholeTrials(rates(1e-3), 1, 1));
        assertThat(stage(second, bench).again(trials, seeds, 2))
                .extracting(Retraining::seed, Retraining::error)
                .containsExactlyInAnyOrder(
                        tuple(7L, "[LOSS_NOT_FINITE] the seed 7 is refused"), tuple(8L, ""), tuple(9L, ""));
    }

    @Test
    void aRetrainingThatMeetsAFullDiskEndsTheSweep() {
        Strategy grid = new WholeTrials(rates(1e-3), 1, 1);
        TinyBench bench = bench(1, 1, grid, Unit.EPOCHS);
        bench.refused.put(7L, ErrorCode.STORAGE_FULL);
        Conductor conductor = conductor(grid);
        SweepStage stage = stage(conductor, bench);
        List<Trial> trials = stage.run(1);
        assertThatThrownBy(() -> stage.again(trials, List.of(7L), 1))
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FULL));
        assertThat(conductor.retrainings()).isEmpty();
    }

    @Test
    void aSweepGoesOnFromItsJournalWithoutRunningATrialTwice() throws IOException {
        Strategy first = new WholeTrials(new RandomPoints(TinyBench.SPACE, 3), 3, 1);
        TinyBench bench = bench(1, 1, first, Unit.EPOCHS);
        List<Trial> trials = stage(conductor(first), bench).run(1);
        long generations = generations();
        Strategy second = new WholeTrials(new RandomPoints(TinyBench.SPACE, 3), 3, 1);
        assertThat(stage(conductor(second), bench).run(1)).isEqualTo(trials);
        assertThat(generations()).isEqualTo(generations);
        assertThat(new CheckpointReader(storage)
                        .manifest(trials.get(2).checkpoint())
                        .generation())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @Timeout(120)
    void aJournalThatCannotBeWrittenEndsTheSweepWhichGoesOnFromThere(int parallel) {
        int oneTrialToldOrTwoBegun = 3;
        Strategy first = new WholeTrials(rates(1e-3, 1e-2), 2, 1);
        TinyBench bench = bench(1, 1, first, Unit.EPOCHS);
        try (Journal full = Journal.open(
                Storage.of(FullDisk.at(oneTrialToldOrTwoBegun)),
                folder.resolve("journal").toString())) {
            Conductor conductor = new Conductor(first, Metric.DEV_LOSS, full, "f", InstantSource.system());
            assertThatThrownBy(() -> stage(conductor, bench).run(parallel))
                    .isInstanceOfSatisfying(
                            JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FULL));
        }
        Strategy second = new WholeTrials(rates(1e-3, 1e-2), 2, 1);
        assertThat(stage(conductor(second), bench).run(1))
                .extracting(Trial::status, Trial::lost)
                .containsOnly(tuple(Status.DONE, 0));
    }

    /** Classes that are missing on the driver are missing for every trial. */
    @Test
    @Timeout(60)
    void anErrorOfTheDriverEndsTheSweep() {
        Strategy grid = new WholeTrials(rates(1e-3, 1e-2), 2, 1);
        Conductor conductor = conductor(grid);
        TrialBench bench = new Unprepared(bench(1, 1, grid, Unit.EPOCHS), () -> {
            throw new NoClassDefFoundError("io/joyul/Missing");
        });
        assertThatThrownBy(() -> stage(conductor, bench).run(1))
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
                .hasMessageContaining("NoClassDefFoundError: io/joyul/Missing");
        assertThat(conductor.trials()).extracting(Trial::status).containsExactly(Status.RUNNING);
    }

    @Test
    void whatIsLostBeforeATrialTrainsIsNotMadeAgainAndAgain() {
        Strategy grid = new WholeTrials(rates(1e-3, 1e-2), 2, 1);
        AtomicInteger made = new AtomicInteger();
        TrialBench bench = new Unprepared(bench(1, 1, grid, Unit.EPOCHS), () -> {
            made.incrementAndGet();
            throw new JoyulException(ErrorCode.RANK_OUT_OF_MEMORY, "after its retries");
        });
        Conductor conductor = conductor(grid);
        assertThat(stage(conductor, bench).run(1))
                .extracting(Trial::status, Trial::lost)
                .containsOnly(tuple(Status.FAILED, 0));
        assertThat(made).hasValue(2);
        assertThat(conductor.isWorthAnotherTry()).isTrue();
    }

    /** A bench on which what all trials read cannot be made. */
    private record Unprepared(TinyBench tiny, Supplier<TrainingTask> preparing) implements TrialBench {
        @Override
        public TrainingConfig training(Assignment assignment) {
            return tiny.training(assignment);
        }

        @Override
        public TrainingTask task(Assignment assignment) {
            return preparing.get();
        }

        @Override
        public TrainingTask again(Assignment assignment, long seed) {
            return tiny.again(assignment, seed);
        }

        @Override
        public int fewestRanks() {
            return tiny.fewestRanks();
        }

        @Override
        public String folder(int trial) {
            return tiny.folder(trial);
        }
    }

    private long generations() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("trials"))) {
            return files.filter(file -> file.endsWith("generation.json")).count();
        }
    }
}
