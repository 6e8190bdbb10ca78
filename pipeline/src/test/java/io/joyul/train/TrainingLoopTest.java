package io.joyul.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.joyul.batch.World;
import io.joyul.collective.Collective;
import io.joyul.collective.GlooCollective;
import io.joyul.collective.LocalCollective;
import io.joyul.collective.RankThreads;
import io.joyul.config.ComputeConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.model.BertConfig;
import io.joyul.model.MaskedLanguageModel;
import io.joyul.model.ParameterSpec;
import io.joyul.model.ParameterStore;
import io.joyul.objective.MaskedLanguageModelling;
import io.joyul.stage.FaultyFileSystem;
import io.joyul.storage.Storage;
import io.joyul.tensor.Libtorch;
import io.joyul.tensor.Tensors;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingLoopTest {
    private static final int VOCABULARY = 60;
    private static final BertConfig SMALL =
            new BertConfig(VOCABULARY, 32, 2, 4, 64, 16, 2, 0.1, 0.1, 1e-12, 0.02, 0, List.of());

    @BeforeAll
    static void prepare() {
        Libtorch.prepare(1);
    }

    /** One rank's ingredients, owned by the test. */
    private static final class Rank implements AutoCloseable {
        private final MaskedLanguageModel model = new MaskedLanguageModel(SMALL);
        private final AdamW optimizer;

        Rank() {
            this(AdamW.DEFAULTS);
        }

        Rank(AdamW.Settings settings) {
            this(settings, World.single());
        }

        /** A rank that has a share of the moments. */
        Rank(AdamW.Settings settings, World world) {
            optimizer = new AdamW(model.parameters(), settings, world);
            model.parameters().initialise(7, 0.02);
        }

        TrainState run(Collective collective, TrainingPlan plan, int steps, int slots, TrainingListener... listeners) {
            return run(collective, plan, steps, slots, 0, TrainingHistory.empty(), listeners);
        }

        TrainState run(
                Collective collective,
                TrainingPlan plan,
                int steps,
                int slots,
                int from,
                TrainingHistory history,
                TrainingListener... listeners) {
            TrainState start = new TrainState(from, from / steps, from % steps, history, model, optimizer);
            SyntheticBatches source = new SyntheticBatches(collective.world(), steps, slots, 8, 16, VOCABULARY);
            return new TrainingLoop(new MaskedLanguageModelling(model), collective, plan, start, List.of(listeners))
                    .run(source, () -> List.of(source.batch(99)).iterator());
        }

        float[] weights() {
            return Tensors.toFloats(model.parameters().flatValues());
        }

        @Override
        public void close() {
            optimizer.close();
            model.close();
        }
    }

    private static TrainingPlan plan(int epochs, int totalSteps, int checkpointEvery) {
        return plan(epochs, totalSteps, checkpointEvery, EngineOptions.DEFAULTS);
    }

    private static TrainingPlan plan(int epochs, int totalSteps, int checkpointEvery, EngineOptions engine) {
        return new TrainingPlan(
                3,
                epochs,
                new LearningRate(3e-3, new LearningRateSchedule.Linear(0.1), totalSteps),
                EarlyStopping.never(),
                1.0,
                1,
                checkpointEvery,
                engine);
    }

    /** Runs ranks as threads, each with a Gloo group of its own. */
    private static List<TrainState> runRanks(List<Rank> ranks, TrainingPlan plan, int steps, int slots)
            throws Exception {
        return runRanks(ranks, plan, steps, slots, 0, TrainingHistory.empty());
    }

    private static List<TrainState> runRanks(
            List<Rank> ranks,
            TrainingPlan plan,
            int steps,
            int slots,
            int from,
            TrainingHistory history,
            TrainingListener... listeners)
            throws Exception {
        return RankThreads.run(ranks.size(), (world, rendezvous) -> {
            try (Collective group = GlooCollective.connect(world, "127.0.0.1", rendezvous, Duration.ofSeconds(30))) {
                return ranks.get(world.rank()).run(group, plan, steps, slots, from, history, listeners);
            }
        });
    }

    @Test
    void trainingLearns() {
        try (Rank rank = new Rank()) {
            TrainState end = rank.run(new LocalCollective(), plan(2, 200, 0), 100, 2);
            List<TrainingHistory.Point> points = end.history().points();
            assertThat(points).hasSize(200);
            assertThat(points.get(199).loss()).isLessThan(points.get(0).loss() * 0.7);
            assertThat(end.history().epochs()).hasSize(2);
            assertThat(end.history().epochs().get(1).accuracy()).isGreaterThan(0.3);
        }
    }

    @Test
    void halfPrecisionStaysWithinAPercentOfFloatsWhileTheLossFalls() {
        TrainingPlan plan = plan(2, 200, 0);
        try (Rank exact = new Rank();
                Rank half = new Rank()) {
            half.model.compute(new ComputeConfig(ComputeConfig.Precision.BF16, false));
            List<TrainingHistory.Point> floats =
                    exact.run(new LocalCollective(), plan, 100, 2).history().points();
            List<TrainingHistory.Point> halves =
                    half.run(new LocalCollective(), plan, 100, 2).history().points();

            assertThat(floats.get(199).loss()).isLessThan(floats.get(0).loss() * 0.7);
            assertThat(halves).hasSameSizeAs(floats);
            for (int i = 0; i < halves.size(); i++) {
                double loss = floats.get(i).loss();
                assertThat(halves.get(i).loss()).as("step %d", i + 1).isCloseTo(loss, within(0.01 * loss));
            }
            // It was not simply computed in floats.
            assertThat(half.weights()).isNotEqualTo(exact.weights());
        }
    }

    @Test
    void twoRanksReachTheLossOfOneRankWithDropout() throws Exception {
        TrainingPlan plan = plan(1, 50, 0);
        try (Rank alone = new Rank();
                Rank first = new Rank();
                Rank second = new Rank()) {
            List<TrainingHistory.Point> one =
                    alone.run(new LocalCollective(), plan, 50, 4).history().points();
            List<TrainingHistory.Point> two = runRanks(List.of(first, second), plan, 50, 4)
                    .get(0)
                    .history()
                    .points();
            assertThat(two).hasSize(50);
            for (int i = 0; i < 50; i++) {
                assertThat(two.get(i).loss()).isCloseTo(one.get(i).loss(), within(1e-4));
                assertThat(two.get(i).tokens()).isEqualTo(one.get(i).tokens());
            }
            assertThat(first.weights()).isEqualTo(second.weights());
        }
    }

    /** The weights of each of so many ranks after training. */
    private static List<float[]> weights(int ranks, TrainingPlan plan, int steps, int slots) throws Exception {
        return weights(IntStream.range(0, ranks).mapToObj(rank -> new Rank()).toList(), plan, steps, slots);
    }

    private static List<float[]> weights(List<Rank> group, TrainingPlan plan, int steps, int slots) throws Exception {
        try {
            runRanks(group, plan, steps, slots);
            return group.stream().map(Rank::weights).toList();
        } finally {
            group.forEach(Rank::close);
        }
    }

    @Test
    void bucketsChangeNoBit() throws Exception {
        EngineOptions whole = EngineOptions.DEFAULTS.withBucketBytes(1L << 30);
        EngineOptions crumbs = EngineOptions.DEFAULTS.withBucketBytes(64);
        // Five slots: one rank has three micro-batches to add up before it sends, the other two.
        float[] expected = weights(2, plan(1, 20, 0, whole), 20, 5).get(0);
        assertThat(weights(2, plan(1, 20, 0, crumbs), 20, 5)).containsExactly(expected, expected);
    }

    @Test
    void sharingTheOptimizerOutChangesNoBit() throws Exception {
        for (int ranks : new int[] {2, 3}) {
            float[] expected = weights(ranks, plan(1, 20, 0), 20, 3).get(0);
            // With checkpoints for which nobody wants the moments.
            assertThat(weights(sharing(ranks), plan(1, 20, 5), 20, 3))
                    .allSatisfy(weights -> assertThat(weights).isEqualTo(expected));
        }
    }

    private static List<Rank> sharing(int ranks) {
        return IntStream.range(0, ranks)
                .mapToObj(rank -> new Rank(AdamW.DEFAULTS, new World(rank, ranks)))
                .toList();
    }

    @Test
    void aCheckpointOfASharedOptimizerIsWholeAndServesAnyNumberOfRanks() throws Exception {
        TrainingPlan plan = plan(2, 20, 5, EngineOptions.DEFAULTS.deterministic(4));
        Snapshot snapshot = new Snapshot(10);
        List<Rank> sharing = sharing(2);
        try (Rank uninterrupted = new Rank();
                Rank first = sharing.get(0);
                Rank second = sharing.get(1);
                Rank resumed = new Rank()) {
            uninterrupted.run(new LocalCollective(), plan, 10, 4);
            runRanks(sharing, plan, 10, 4, 0, TrainingHistory.empty(), snapshot);
            assertThat(first.weights()).isEqualTo(uninterrupted.weights());
            assertThatThrownBy(() -> copyMoments(second)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> copyMoments(first)).isInstanceOf(IllegalStateException.class);

            snapshot.restore(resumed);
            resumed.run(new LocalCollective(), plan, 10, 4, 10, snapshot.history);
            assertThat(resumed.weights()).isEqualTo(uninterrupted.weights());

            List<Rank> four = sharing(4);
            try {
                four.forEach(snapshot::restore);
                runRanks(four, plan, 10, 4, 10, snapshot.history);
                assertThat(four.get(3).weights()).isEqualTo(uninterrupted.weights());
            } finally {
                four.forEach(Rank::close);
            }
        }
    }

    private static void copyMoments(Rank rank) {
        try (Tensor first = Tensors.zeros(rank.model.parameters().elements());
                Tensor second = Tensors.zeros(rank.model.parameters().elements())) {
            rank.optimizer.copyMoments(first, second);
        }
    }

    @Test
    void theAverageOfTheWeightsIsWhatIsEvaluatedAndItResumesBitForBit() {
        AdamW.Settings averaged = AdamW.DEFAULTS.withAverageDecay(0.9);
        Snapshot snapshot = new Snapshot(6);
        try (Rank plain = new Rank();
                Rank uninterrupted = new Rank(averaged);
                Rank resumed = new Rank(averaged)) {
            TrainState without = plain.run(new LocalCollective(), plan(1, 10, 2), 10, 2);
            TrainState end = uninterrupted.run(new LocalCollective(), plan(1, 10, 2), 10, 2, snapshot);
            assertThat(uninterrupted.weights())
                    .as("training goes on with the weights themselves")
                    .isEqualTo(plain.weights());
            assertThat(end.history().epochs().get(0).devLoss())
                    .isNotEqualTo(without.history().epochs().get(0).devLoss());
            snapshot.restore(resumed);
            TrainState again = resumed.run(new LocalCollective(), plan(1, 10, 2), 10, 2, 6, snapshot.history);
            assertThat(Tensors.toFloats(
                            resumed.optimizer.average().orElseThrow().other()))
                    .isEqualTo(Tensors.toFloats(
                            uninterrupted.optimizer.average().orElseThrow().other()));
            assertThat(again.history().epochs()).isEqualTo(end.history().epochs());
        }
    }

    @Test
    void theAverageFollowsItsRule() {
        try (Rank rank = new Rank(AdamW.DEFAULTS.withAverageDecay(0.25))) {
            WeightAverage average = rank.optimizer.average().orElseThrow();
            average.begin();
            float start = rank.weights()[0];
            Tensors.fill(
                    rank.model.parameters().flatValues().narrow(0, 0, 1), FloatBuffer.wrap(new float[] {start + 1}));
            average.update(1);
            // (1 + 1) / (10 + 1) of the old are kept at first, and a quarter later.
            assertThat(Tensors.toFloats(average.other())[0] - start).isCloseTo(9f / 11, within(1e-5f));
            average.update(90);
            assertThat(Tensors.toFloats(average.other())[0] - start).isCloseTo(1 - 2f / 11 * 0.25f, within(1e-5f));
        }
    }

    @Test
    void oneTwoAndFourRanksGiveTheSameBitsWhenAskedTo() throws Exception {
        // Seven slots: the tree is uneven at every number of ranks.
        TrainingPlan plan = plan(2, 24, 0, EngineOptions.DEFAULTS.deterministic(7));
        float[] expected = weights(1, plan, 12, 7).get(0);
        assertThat(weights(2, plan, 12, 7)).containsExactly(expected, expected);
        assertThat(weights(4, plan, 12, 7)).containsExactly(expected, expected, expected, expected);
    }

    @Test
    void fixedSlotsGiveTheSameCurveAtAnyNumberOfRanks() throws Exception {
        TrainingPlan plan = plan(1, 6, 0, EngineOptions.DEFAULTS.deterministic(4));
        try (Rank alone = new Rank();
                Rank first = new Rank();
                Rank second = new Rank()) {
            TrainState one = alone.run(new LocalCollective(), plan, 6, 4);
            TrainState two = runRanks(List.of(first, second), plan, 6, 4).get(0);
            assertThat(two.history().points())
                    .usingRecursiveFieldByFieldElementComparatorIgnoringFields("seconds", "waited")
                    .isEqualTo(one.history().points());
            assertThat(one.history().points())
                    .anySatisfy(point -> assertThat(point.noiseScale()).isPositive());
        }
    }

    @Test
    void threeRanksCannotAddUpInABinaryTree() {
        assertThatThrownBy(() -> weights(3, plan(1, 2, 0, EngineOptions.DEFAULTS.deterministic(4)), 2, 4))
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID))
                .hasMessageContaining("there are 3");
    }

    @Test
    void aRankWithoutAShareOfASmallStepStillTakesPart() throws Exception {
        TrainingPlan plan = plan(1, 5, 0);
        try (Rank alone = new Rank();
                Rank first = new Rank();
                Rank second = new Rank()) {
            alone.run(new LocalCollective(), plan, 5, 1);
            runRanks(List.of(first, second), plan, 5, 1);
            assertThat(second.weights()).isEqualTo(first.weights());
            assertThat(first.weights()).usingComparatorWithPrecision(1e-5f).containsExactly(alone.weights());
        }
    }

    /** The state at one checkpoint, copied out as a checkpoint would. */
    private static final class Snapshot implements TrainingListener {
        private final int step;
        private float[] values = new float[0];
        private float[] first = new float[0];
        private float[] second = new float[0];
        private float[] average = new float[0];
        private TrainingHistory history = TrainingHistory.empty();

        Snapshot(int step) {
            this.step = step;
        }

        @Override
        public void onStep(int globalStep, int totalSteps, TrainingHistory.Point latest) {}

        @Override
        public void onCheckpoint(TrainState state) {
            if (state.globalStep() == step) {
                values = Tensors.toFloats(state.model().parameters().flatValues());
                try (Tensor firstMoment =
                                Tensors.zeros(state.model().parameters().elements());
                        Tensor secondMoment =
                                Tensors.zeros(state.model().parameters().elements())) {
                    state.optimizer().copyMoments(firstMoment, secondMoment);
                    first = Tensors.toFloats(firstMoment);
                    second = Tensors.toFloats(secondMoment);
                }
                // At a checkpoint the model has the average.
                state.optimizer().average().ifPresent(kept -> {
                    average = values;
                    values = Tensors.toFloats(kept.other());
                });
                history = state.history();
            }
        }

        void restore(Rank rank) {
            Tensors.fill(rank.model.parameters().flatValues(), java.nio.FloatBuffer.wrap(values));
            ParameterStore parameters = rank.model.parameters();
            for (ParameterSpec spec : parameters.trainedSpecs()) {
                int offset = Math.toIntExact(parameters.offset(spec.name()));
                int length = Math.toIntExact(spec.elements());
                rank.optimizer.restore(
                        spec.name(), FloatBuffer.wrap(first, offset, length), FloatBuffer.wrap(second, offset, length));
            }
            rank.optimizer.average().ifPresent(kept -> Tensors.fill(kept.other(), FloatBuffer.wrap(average)));
        }
    }

    @Test
    void resumeEqualsUninterruptedRun() {
        for (int stop : new int[] {4, 10, 14}) {
            Snapshot snapshot = new Snapshot(stop);
            TrainingPlan plan = plan(2, 20, 2);
            try (Rank uninterrupted = new Rank();
                    Rank resumed = new Rank()) {
                TrainState end = uninterrupted.run(new LocalCollective(), plan, 10, 2, snapshot);
                snapshot.restore(resumed);
                TrainState again = resumed.run(new LocalCollective(), plan, 10, 2, stop, snapshot.history);
                assertThat(resumed.weights()).isEqualTo(uninterrupted.weights());
                assertThat(again.history().points().stream().map(TrainingHistory.Point::loss))
                        .containsExactlyElementsOf(end.history().points().stream()
                                .map(TrainingHistory.Point::loss)
                                .toList());
                assertThat(again.history().epochs()).isEqualTo(end.history().epochs());
            }
        }
    }

    private static TrainingPlan plan(int epochs, LearningRateSchedule schedule, EarlyStopping stopping) {
        return plan(epochs, schedule, stopping, 0);
    }

    private static TrainingPlan plan(int epochs, LearningRateSchedule schedule, EarlyStopping stopping, int from) {
        return new TrainingPlan(
                3,
                epochs,
                new LearningRate(1e-2, schedule, epochs * 10),
                stopping,
                1.0,
                1,
                2,
                from,
                EngineOptions.DEFAULTS,
                List.of());
    }

    @Test
    void theRateIsCutOnAPlateauAndAResumedRunCutsItAsOneThatNeverStopped() {
        // Almost no loss is good enough, so the rate is cut after every epoch but the first.
        TrainingPlan plan =
                plan(4, new LearningRateSchedule.ReduceOnPlateau(0, 0.5, 0, 0.99, 0, 0), EarlyStopping.never());
        Snapshot snapshot = new Snapshot(26);
        try (Rank uninterrupted = new Rank();
                Rank resumed = new Rank()) {
            TrainState end = uninterrupted.run(new LocalCollective(), plan, 10, 2, snapshot);
            snapshot.restore(resumed);
            TrainState again = resumed.run(new LocalCollective(), plan, 10, 2, 26, snapshot.history);
            List<Double> rates = end.history().points().stream()
                    .map(TrainingHistory.Point::learningRate)
                    .toList();
            assertThat(rates.get(19)).isEqualTo(1e-2);
            assertThat(rates.get(20)).isEqualTo(5e-3);
            assertThat(rates.get(39)).isEqualTo(2.5e-3);
            assertThat(again.history().points().stream().map(TrainingHistory.Point::learningRate))
                    .containsExactlyElementsOf(rates);
            assertThat(resumed.weights()).isEqualTo(uninterrupted.weights());
        }
    }

    @Test
    void allRanksEndEarlyInTheSameEpochAndARunThatHasEndedTrainsNoMore() throws Exception {
        // No loss falls by 100 nats, so only the first epoch counts as better.
        TrainingPlan plan =
                plan(9, new LearningRateSchedule.Linear(0.1), new EarlyStopping(2, 100, EarlyStopping.Metric.DEV_LOSS));
        try (Rank first = new Rank();
                Rank second = new Rank()) {
            List<TrainState> ends = runRanks(List.of(first, second), plan, 10, 4);
            assertThat(ends).extracting(TrainState::globalStep).containsExactly(30, 30);
            float[] weights = first.weights();
            TrainState again = first.run(
                    new LocalCollective(), plan, 10, 4, 30, ends.get(0).history());
            assertThat(again.globalStep()).isEqualTo(30);
            assertThat(first.weights()).isEqualTo(weights);
        }
    }

    @Test
    void aRunOverTheWeightsOfOneThatHasEndedHasThePatienceOfOneThatBegins() {
        LearningRateSchedule schedule = new LearningRateSchedule.Linear(0.1);
        EarlyStopping stopping = new EarlyStopping(2, 100, EarlyStopping.Metric.DEV_LOSS);
        Snapshot snapshot = new Snapshot(42);
        try (Rank rank = new Rank();
                Rank resumed = new Rank()) {
            TrainState parent = rank.run(new LocalCollective(), plan(9, schedule, stopping), 10, 2);
            assertThat(parent.globalStep()).isEqualTo(30);
            for (int from : List.of(30, 35)) {
                assertThat(rank.run(
                                        new LocalCollective(),
                                        plan(9, schedule, stopping, from),
                                        10,
                                        2,
                                        30,
                                        parent.history())
                                .globalStep())
                        .as("from step %d", from)
                        .isEqualTo(from == 30 ? 50 : 60);
            }
            TrainingPlan copy = plan(9, schedule, stopping, 30);
            TrainState whole = rank.run(new LocalCollective(), copy, 10, 2, 30, parent.history(), snapshot);
            snapshot.restore(resumed);
            TrainState again = resumed.run(new LocalCollective(), copy, 10, 2, 42, snapshot.history);
            assertThat(again.globalStep()).isEqualTo(whole.globalStep());
            assertThat(resumed.weights()).isEqualTo(rank.weights());
        }
    }

    @Test
    void resumeAtAnotherNumberOfRanksEqualsUninterruptedRunWithFixedSlots() throws Exception {
        Snapshot snapshot = new Snapshot(12);
        TrainingPlan plan = plan(2, 24, 2, EngineOptions.DEFAULTS.deterministic(6));
        try (Rank uninterrupted = new Rank();
                Rank first = new Rank();
                Rank second = new Rank()) {
            uninterrupted.run(new LocalCollective(), plan, 12, 6, snapshot);
            snapshot.restore(first);
            snapshot.restore(second);
            RankThreads.run(2, (world, rendezvous) -> {
                try (Collective group =
                        GlooCollective.connect(world, "127.0.0.1", rendezvous, Duration.ofSeconds(30))) {
                    return (world.isLeader() ? first : second).run(group, plan, 12, 6, 12, snapshot.history);
                }
            });
            assertThat(first.weights()).isEqualTo(uninterrupted.weights());
            assertThat(second.weights()).isEqualTo(uninterrupted.weights());
        }
    }

    /** Measures how long the loop's thread was elsewhere between two steps. */
    private static final class Pauses implements TrainingListener {
        private final TrainingListener watched;
        private double longest;

        Pauses(TrainingListener watched) {
            this.watched = watched;
        }

        private void time(Runnable call) {
            long began = System.nanoTime();
            call.run();
            longest = Math.max(longest, (System.nanoTime() - began) / 1e9);
        }

        @Override
        public void onStep(int globalStep, int totalSteps, TrainingHistory.Point latest) {
            time(() -> watched.onStep(globalStep, totalSteps, latest));
        }

        @Override
        public void onCheckpoint(TrainState state) {
            time(() -> watched.onCheckpoint(state));
        }
    }

    @Test
    void aLogOnASlowStoreHoldsNoStepAndIsWholeAtTheEnd(@TempDir Path folder) throws Exception {
        Path faults = Files.createDirectories(folder.resolve("faults"));
        // From now each file takes three seconds to be opened.
        Path slow = Files.createFile(faults.resolve("slow-log"));
        TrainingPlan plan = plan(1, 20, 2);
        JsonLines format = new JsonLines();
        try (Rank rank = new Rank();
                TrainingLog log = new TrainingLog(
                        Storage.of(FaultyFileSystem.over(faults)),
                        folder.resolve("log").toString(),
                        List.of(format),
                        plan,
                        TrainingHistory.empty(),
                        () -> {})) {
            Pauses pauses = new Pauses(log);
            TrainState end = rank.run(new LocalCollective(), plan, 20, 2, pauses);
            assertThat(pauses.longest).isLessThan(1);
            Files.delete(slow);
            log.finish();
            assertThat(Files.readAllBytes(folder.resolve("log").resolve(format.fileName(0))))
                    .isEqualTo(format.content(LogEntry.of(end.history(), plan.clipNorm()), 0));
        }
    }

    @Test
    void nativeMemoryReturnsToWhereItWas() {
        try (Rank rank = new Rank()) {
            rank.run(new LocalCollective(), plan(1, 3, 0), 3, 2);
            long pointers = Pointer.totalCount();
            rank.run(new LocalCollective(), plan(1, 20, 0), 20, 2);
            assertThat(Pointer.totalCount()).isEqualTo(pointers);
        }
    }

    /** Keeps what is told of steps whose loss is no number, and mends the weights so that the next step is sound. */
    private static final class Doctor implements TrainingListener {
        private final Rank patient;
        private final int mendsAfter;
        private final List<NonFiniteStep> told = new ArrayList<>();

        Doctor(Rank patient, int mendsAfter) {
            this.patient = patient;
            this.mendsAfter = mendsAfter;
            poison(Float.NaN);
        }

        private void poison(float value) {
            FloatBuffer bias = patient.model.parameters().values("cls.predictions.bias");
            bias.put(7, value);
            patient.model.parameters().write("cls.predictions.bias", bias);
        }

        @Override
        public void onStep(int globalStep, int totalSteps, TrainingHistory.Point latest) {}

        @Override
        public void onCheckpoint(TrainState state) {}

        @Override
        public void onNonFinite(NonFiniteStep step) {
            told.add(step);
            if (told.size() == mendsAfter) {
                poison(0);
            }
        }
    }

    private static TrainingPlan leavingOut(NonFinitePolicy.Action action, int most) {
        return plan(1, 10, 0, EngineOptions.DEFAULTS.with(new NonFinitePolicy(action, most)));
    }

    @Test
    void aStepThatIsNoNumberIsLeftOutAndItsRowsAreTold() {
        try (Rank rank = new Rank()) {
            Doctor doctor = new Doctor(rank, 2);
            TrainState end = rank.run(new LocalCollective(), leavingOut(NonFinitePolicy.Action.SKIP, 2), 10, 2, doctor);
            assertThat(end.globalStep()).isEqualTo(10);
            assertThat(end.history().leftOut())
                    .extracting(TrainingHistory.LeftOut::globalStep)
                    .containsExactly(1, 2);
            assertThat(doctor.told).hasSize(2);
            assertThat(doctor.told.get(1).slots()).hasSize(2);
            assertThat(doctor.told.get(1).slots().get(1).loss()).isEqualTo("NaN");
            assertThat(doctor.told.get(1).slots().get(1).exampleIds()).hasSize(8);
            assertThat(end.history().points().get(9).loss()).isPositive();
            assertThat(end.history().points().get(9).learningRate())
                    .isEqualTo(plan(1, 10, 0).learningRate().at(9, List.of()));
        }
    }

    @Test
    void tooManyStepsLeftOutInARowStopTheRun() {
        try (Rank rank = new Rank()) {
            Doctor doctor = new Doctor(rank, 4);
            assertThatThrownBy(() ->
                            rank.run(new LocalCollective(), leavingOut(NonFinitePolicy.Action.SKIP, 3), 10, 2, doctor))
                    .isInstanceOfSatisfying(
                            JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOSS_NOT_FINITE))
                    .hasMessageContaining("in step 4, after 3 steps that were left out");
            assertThat(doctor.told.get(3).outcome()).isEqualTo("the run stops");
        }
    }

    @Test
    void backingOffHalvesTheLearningRateForEachStepLeftOut() {
        try (Rank rank = new Rank()) {
            TrainState end = rank.run(
                    new LocalCollective(), leavingOut(NonFinitePolicy.Action.BACK_OFF, 3), 10, 2, new Doctor(rank, 2));
            assertThat(end.history().points().get(9).learningRate())
                    .isEqualTo(plan(1, 10, 0).learningRate().at(9, List.of()) / 4);
        }
    }

    @Test
    void allRanksLeaveOutTheSameStep() throws Exception {
        try (Rank first = new Rank();
                Rank second = new Rank()) {
            // Only one rank's loss is no number; its gradient goes to both.
            Doctor doctor = new Doctor(second, 1);
            TrainingPlan plan = leavingOut(NonFinitePolicy.Action.SKIP, 3);
            List<TrainState> ends = RankThreads.run(2, (world, rendezvous) -> {
                try (Collective group =
                        GlooCollective.connect(world, "127.0.0.1", rendezvous, Duration.ofSeconds(30))) {
                    return world.isLeader() ? first.run(group, plan, 10, 2) : second.run(group, plan, 10, 2, doctor);
                }
            });
            for (TrainState end : ends) {
                assertThat(end.history().leftOut())
                        .extracting(TrainingHistory.LeftOut::globalStep)
                        .containsExactly(1);
            }
            assertThat(doctor.told).hasSize(1);
            assertThat(first.weights()).isEqualTo(second.weights());
        }
    }

    @Test
    void aLossThatIsNoNumberStopsTheRun() {
        try (Rank rank = new Rank()) {
            rank.model.parameters().values("cls.predictions.bias").put(7, Float.NaN);
            assertThatThrownBy(() -> rank.run(new LocalCollective(), plan(1, 3, 0), 3, 1))
                    .isInstanceOfSatisfying(
                            JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOSS_NOT_FINITE))
                    .hasMessageContaining("step 1");
        }
    }
}
