package io.joyul.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.batch.StepBatches.MicroBatch;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.shard.Shards;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ShardBatchSourceTest {
    private static final int[] WORLDS = {1, 2, 3, 4, 8};
    private static final ShardBatchSource.Shape SHAPE = new ShardBatchSource.Shape(8, 2, 10, 42);

    @TempDir
    Path folder;

    @Test
    void anyNumberOfRanksComputesTheSameSlotsInTheSameSteps() {
        ShardManifest manifest = shards(3, 0, 7, 19, 1);
        for (int epoch = 0; epoch < 3; epoch++) {
            List<String> alone = steps(manifest, 1, epoch, 0, SHAPE);
            for (int size : WORLDS) {
                assertThat(steps(manifest, size, epoch, 0, SHAPE))
                        .as(size + " ranks, epoch " + epoch)
                        .isEqualTo(alone);
            }
        }
    }

    @Test
    void poolsOfLongRowsHaveFewerOfThem() {
        assertThat(ShardBatchSource.poolRows(manifest(1_000_000, 31_000_000), "train"))
                .isEqualTo(262_144);
        assertThat(ShardBatchSource.poolRows(manifest(1_000_000, 4_096_000_000L), "train"))
                .isEqualTo(8_192);
        assertThat(ShardBatchSource.poolRows(manifest(0, 0), "train")).isEqualTo(262_144);
    }

    private static ShardManifest manifest(long rows, long tokens) {
        return new ShardManifest(
                1,
                "test",
                Kind.MASKED,
                "",
                1,
                4096,
                1024,
                List.of(),
                List.of(new ShardManifest.ShardFile(
                        "a", "train", rows, tokens, 1, "", new ShardManifest.Index(0, ""))));
    }

    @Test
    void resumeAtAnyStepEqualsTheUninterruptedEpoch() {
        ShardManifest manifest = shards(3, 0, 7, 19, 1);
        for (int size : new int[] {1, 3}) {
            List<String> whole = steps(manifest, size, 1, 0, SHAPE);
            for (int first = 0; first <= whole.size(); first++) {
                assertThat(steps(manifest, size, 1, first, SHAPE))
                        .as(size + " ranks from step " + first)
                        .isEqualTo(whole.subList(first, whole.size()));
            }
        }
    }

    @Test
    void resumeEqualsTheUninterruptedEpochAcrossWindowsAndPools() {
        ShardManifest manifest = shards(61, 40, 23);
        ShardBatchSource.Shape shape = new ShardBatchSource.Shape(1, 1, 64, 9);
        List<String> whole = steps(manifest, 1, 0, 0, shape);
        assertThat(whole).hasSize(124);
        for (int first : new int[] {1, 49, 50, 51, 61, 99, 100, 101, 123, 124}) {
            assertThat(steps(manifest, 1, 0, first, shape)).isEqualTo(whole.subList(first, whole.size()));
        }
    }

    @Test
    void eachExampleComesOnceAnEpochAndEpochsDiffer() {
        ShardManifest manifest = shards(3, 0, 7, 19, 1);
        List<Long> first = ids(manifest, 0);
        List<Long> second = ids(manifest, 1);

        assertThat(first)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 30).boxed().toList());
        assertThat(second).containsExactlyInAnyOrderElementsOf(first).isNotEqualTo(first);
    }

    @Test
    void anyNumberOfRanksComputesTheSameSlotsOfSeveralLanes() {
        ShardManifest manifest = shards(611, 0, 1500, 4);
        ShardBatchSource.Shape shape = new ShardBatchSource.Shape(128, 16, 700, 42);
        for (int first : new int[] {0, 7, 16}) {
            List<String> alone = steps(manifest, 1, 1, first, shape);
            for (int size : WORLDS) {
                assertThat(steps(manifest, size, 1, first, shape))
                        .as(size + " ranks from step " + first)
                        .isEqualTo(alone);
            }
        }
    }

    @Test
    void anyNumberOfRanksComputesTheSamePacks() {
        ShardManifest manifest = shards(611, 0, 1500, 4);
        for (int globalBatch : new int[] {3, 128}) {
            ShardBatchSource.Shape shape = new ShardBatchSource.Shape(globalBatch, 16, 700, 42, 24, null);
            for (int first : new int[] {0, 7, 16}) {
                List<String> alone = steps(manifest, 1, 1, first, shape);
                for (int size : WORLDS) {
                    assertThat(steps(manifest, size, 1, first, shape))
                            .as(size + " ranks from step " + first)
                            .isEqualTo(alone);
                }
            }
        }
    }

    @Test
    void eachExampleIsInOnePackAndNoStepIsEmpty() {
        ShardManifest manifest = shards(611, 300);
        for (int globalBatch : new int[] {1, 2, 64}) {
            List<List<Long>> steps =
                    idsOfSteps(manifest, new ShardBatchSource.Shape(globalBatch, 16, 700, 42, 24, null));
            assertThat(steps).hasSize((911 + globalBatch - 1) / globalBatch).doesNotContain(List.of());
            assertThat(steps.stream().flatMap(List::stream))
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, 911).boxed().toList());
        }
    }

    @Test
    void realTextsInABatchAreOfLikeLength() throws IOException {
        int[] lengths = reviewLengths();
        List<Example> examples = IntStream.range(0, lengths.length)
                .<Example>mapToObj(id -> new Example.Masked(id, new int[lengths[id]], new int[lengths[id]]))
                .toList();
        ShardManifest manifest = Shards.manifest(
                Kind.MASKED, List.of(Shards.write(folder.toString(), "all.arrow", "train", Kind.MASKED, examples)));

        assertThat(fill(manifest, new ShardBatchSource.Shape(64, 32, 1 << 18, 1)))
                .isGreaterThan(0.96);
    }

    /** About as many tokens as a vocabulary of some thousand words makes of the shipped reviews. */
    private static int[] reviewLengths() throws IOException {
        Path file = Path.of("../conf/data/nsmc-sample/train.tsv.gz");
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .skip(1)
                    .mapToInt(line -> 2 + (line.split("\t", -1)[1].length() + 1) / 2)
                    .map(length -> Math.min(length, 128))
                    .toArray();
        }
    }

    /** Tokens in the places that a batch would have if all were padded, over all whole batches. */
    private double fill(ShardManifest manifest, ShardBatchSource.Shape shape) {
        long tokens = 0;
        long places = 0;
        try (ShardBatchSource source = source(manifest, World.single(), shape)) {
            for (Iterator<StepBatches> steps = source.epoch(0, 0); steps.hasNext(); ) {
                for (MicroBatch micro : steps.next().microBatches()) {
                    tokens += micro.batch().tokens();
                    int[] lengths = micro.batch().lengths();
                    places +=
                            (long) lengths.length * IntStream.of(lengths).max().orElseThrow();
                }
            }
        }
        return (double) tokens / places;
    }

    @Test
    void anotherMicroBatchCutsTheSameStepsElsewhere() {
        ShardManifest manifest = shards(611, 300);
        List<List<Long>> steps = idsOfSteps(manifest, new ShardBatchSource.Shape(64, 64, 700, 42));
        for (int microBatch : new int[] {1, 7, 16, 32}) {
            assertThat(idsOfSteps(manifest, new ShardBatchSource.Shape(64, microBatch, 700, 42)))
                    .isEqualTo(steps);
        }
    }

    @Test
    void aRankWithoutASlotStillTakesEveryStep() {
        ShardManifest manifest = shards(9);
        try (ShardBatchSource first = source(manifest, new World(0, 5), SHAPE)) {
            assertThat(first.stepsPerEpoch()).isEqualTo(2);
            Iterator<StepBatches> steps = first.epoch(0, 0);
            assertThat(steps.next().microBatches()).isEmpty();
            assertThat(steps.next().microBatches()).isEmpty();
            assertThat(steps).isExhausted();
        }
    }

    @Test
    void shardsBeforeThePlaceOfResumptionAreNotRead() throws IOException {
        ShardManifest manifest = shards(60, 60, 60);
        ShardBatchSource.Shape shape = new ShardBatchSource.Shape(1, 1, 60, 42);
        List<String> whole = steps(manifest, 1, 0, 0, shape);
        EpochPlan plan = new EpochPlan(new long[] {60, 60, 60}, manifest.blockRows(), 1, 60, 42, 0);
        int lastShard = plan.blocks().get(2).shard();
        for (int shard = 0; shard < 3; shard++) {
            if (shard != lastShard) {
                Files.delete(folder.resolve("train-" + shard + ".arrow"));
            }
        }

        assertThat(steps(manifest, 1, 0, 155, shape)).isEqualTo(whole.subList(155, 180));
    }

    @Test
    void aDamagedShardReachesTheTrainerWithItsName() throws IOException {
        ShardManifest manifest = shards(30);
        Path file = folder.resolve("train-0.arrow");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        try (ShardBatchSource source = source(manifest, World.single(), SHAPE)) {
            Iterator<StepBatches> steps = source.epoch(0, 0);
            assertThatThrownBy(steps::hasNext)
                    .isInstanceOfSatisfying(
                            JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_CORRUPT))
                    .hasMessageContaining("train-0.arrow");
        }
    }

    @Test
    void closingEndsTheReadingThread() throws InterruptedException {
        ShardManifest manifest = shards(100);
        ShardBatchSource source = source(manifest, new World(6, 7), new ShardBatchSource.Shape(1, 1, 100, 1));
        source.epoch(0, 0).next();
        List<Thread> reading = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("batches-6"))
                .toList();
        assertThat(reading).hasSize(1);

        source.close();

        reading.get(0).join(5_000);
        assertThat(reading.get(0).isAlive()).isFalse();
    }

    @Test
    void aSplitWithoutRowsHasNoSteps() {
        ShardManifest manifest = shards(0, 0);
        try (ShardBatchSource source = source(manifest, World.single(), SHAPE)) {
            assertThat(source.stepsPerEpoch()).isZero();
            assertThat(source.epoch(0, 0)).isExhausted();
        }
    }

    private ShardManifest shards(int... rows) {
        return Shards.folder(folder.toString(), Kind.MASKED, "train", 12, rows);
    }

    private ShardBatchSource source(ShardManifest manifest, World world, ShardBatchSource.Shape shape) {
        return new ShardBatchSource(Shards.STORAGE, folder.toString(), manifest, "train", world, shape);
    }

    /** All ranks' slots of each step, laid together in slot order and shown with everything that is in them. */
    private List<String> steps(
            ShardManifest manifest, int size, int epoch, int firstStep, ShardBatchSource.Shape shape) {
        List<TreeMap<Integer, String>> steps = new ArrayList<>();
        for (int rank = 0; rank < size; rank++) {
            try (ShardBatchSource source = source(manifest, new World(rank, size), shape)) {
                int step = firstStep;
                for (Iterator<StepBatches> own = source.epoch(epoch, firstStep); own.hasNext(); step++) {
                    StepBatches batches = own.next();
                    assertThat(batches.epoch()).isEqualTo(epoch);
                    assertThat(batches.stepInEpoch()).isEqualTo(step);
                    if (rank == 0) {
                        steps.add(new TreeMap<>());
                    }
                    for (MicroBatch micro : batches.microBatches()) {
                        assertThat(steps.get(step - firstStep).put(micro.slot(), show(micro.batch())))
                                .isNull();
                    }
                }
                assertThat(step).isEqualTo(source.stepsPerEpoch());
            }
        }
        return steps.stream().map(TreeMap::toString).toList();
    }

    private static String show(HostBatch batch) {
        return Arrays.toString(batch.exampleIds())
                + Arrays.toString(batch.lengths())
                + Arrays.toString(Buffers.array(batch.inputIds()))
                + Arrays.toString(batch.labels());
    }

    private List<Long> ids(ShardManifest manifest, int epoch) {
        List<Long> ids = new ArrayList<>();
        try (ShardBatchSource source = source(manifest, World.single(), SHAPE)) {
            source.epoch(epoch, 0).forEachRemaining(step -> ids.addAll(ids(step)));
        }
        return ids;
    }

    private List<List<Long>> idsOfSteps(ShardManifest manifest, ShardBatchSource.Shape shape) {
        List<List<Long>> steps = new ArrayList<>();
        try (ShardBatchSource source = source(manifest, World.single(), shape)) {
            source.epoch(0, 0).forEachRemaining(step -> steps.add(ids(step)));
        }
        return steps;
    }

    private static List<Long> ids(StepBatches step) {
        return step.microBatches().stream()
                .flatMap(micro -> LongStream.of(micro.batch().exampleIds()).boxed())
                .sorted()
                .toList();
    }
}
