package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.joyul.adapt.Adaptation;
import io.joyul.adapt.FrozenActivations;
import io.joyul.batch.CachedActivations;
import io.joyul.batch.HeldOutBatches;
import io.joyul.batch.HostBatch;
import io.joyul.batch.World;
import io.joyul.checkpoint.ModelFiles;
import io.joyul.config.RunConfigLoader;
import io.joyul.config.TrainingConfig;
import io.joyul.model.BertConfig;
import io.joyul.model.EncoderInput;
import io.joyul.model.SequenceClassifier;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardManifests;
import io.joyul.storage.Storage;
import io.joyul.tensor.Device;
import io.joyul.tensor.Libtorch;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import io.joyul.train.Course;
import io.joyul.train.EarlyStopping;
import io.joyul.train.LearningRateSchedule;
import io.joyul.train.TrainingHistory;
import io.joyul.train.TrainingResult;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrozenTrainingTest extends OnLocalSpark {
    private static final long ROOM = 1 << 30;
    private static final BertConfig SHAPE = new BertConfig(
            TinyShards.VOCABULARY,
            32,
            2,
            4,
            64,
            TinyShards.MAX_LENGTH,
            2,
            0.1,
            0.1,
            1e-12,
            0.02,
            0,
            List.of("without", "with"));

    @BeforeAll
    static void prepareLibtorch() {
        Libtorch.prepare(1);
    }

    @BeforeEach
    void writeShards() throws Exception {
        TinyShards.labelled(storage, path("labelled"), 400, 100);
        Files.writeString(folder.resolve("tokenizer.json"), "{}", StandardCharsets.UTF_8);
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private TrainingTask task(String stage, Adaptation adaptation, int ranks) {
        return new TrainingTask(
                stage,
                Map.of(),
                path("labelled"),
                ShardManifest.Kind.LABELLED,
                null,
                adaptation,
                new float[0],
                0,
                path("tokenizer.json"),
                path(stage + "/checkpoints"),
                new Observation(path(stage + "/log")),
                SHAPE,
                TrainingTask.SCRATCH,
                5,
                new Course(3, 3e-3, new LearningRateSchedule.Linear(0.1), EarlyStopping.never()),
                training(ranks),
                "fingerprint",
                "name: test\n");
    }

    private TrainingConfig training(int ranks) {
        String file = path("run.yaml");
        String text = """
                name: n
                output: o
                input: {format: json-lines, train: a, dev: b, text-column: t, label-column: l}
                training:
                  ranks: %d
                  micro-batch: 8
                  gradient-accumulation-steps: %d
                  checkpoint-every: 5
                  keep-checkpoints: 20
                  log-every: 1
                """.formatted(ranks, 4 / ranks);
        storage.writeAtomically(file, text.getBytes(StandardCharsets.UTF_8));
        return RunConfigLoader.load(storage, file, List.of()).training();
    }

    private TrainingResult train(TrainingTask task) {
        return TrainingStage.run(spark, task, Progress.silent());
    }

    private Map<String, float[]> weights(String checkpoint) {
        Map<String, float[]> weights = new TreeMap<>();
        try (var model = ModelFiles.load(storage, checkpoint)) {
            for (var spec : model.parameters().specs()) {
                FloatBuffer values = model.parameters().values(spec.name());
                float[] copy = new float[values.remaining()];
                values.get(copy);
                weights.put(spec.name(), copy);
            }
        }
        return weights;
    }

    private static Adaptation adaptation(int frozenLayers, long cacheBytes) {
        return frozenLayers == SHAPE.layers()
                ? new Adaptation.HeadOnly(cacheBytes)
                : new Adaptation.Frozen(frozenLayers, cacheBytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void keptActivationsGiveTheCurveOfLayersThatRunInEveryEpoch(int frozenLayers) {
        TrainingHistory each =
                train(task("each", adaptation(frozenLayers, 0), 2)).history();
        TrainingHistory kept =
                train(task("kept", adaptation(frozenLayers, ROOM), 2)).history();
        assertThat(folder.resolve("each/activations")).doesNotExist();
        assertThat(folder.resolve("kept/activations")).isNotEmptyDirectory();
        assertThat(kept.points()).hasSize(39).hasSameSizeAs(each.points());
        for (int i = 0; i < kept.points().size(); i++) {
            assertThat(kept.points().get(i).loss())
                    .as("step %d", i + 1)
                    .isCloseTo(each.points().get(i).loss(), within(1e-6));
        }
        for (int epoch = 0; epoch < 3; epoch++) {
            assertThat(kept.epochs().get(epoch).devLoss())
                    .isCloseTo(each.epochs().get(epoch).devLoss(), within(1e-6));
        }
    }

    @Test
    void aRunGoesOnToTheSameWeightsWhoeverMadeTheActivations() {
        TrainingResult whole = train(task("whole", adaptation(1, ROOM), 2));
        TrainingTask stopped = task("stopped", adaptation(1, ROOM), 2);
        train(stopped);
        // What a run that was killed in its second epoch leaves, on a disk that was lost but for the checkpoints.
        for (Storage.Entry checkpoint : storage.list(path("stopped/checkpoints"))) {
            if (checkpoint.name().compareTo("step-00000020") > 0) {
                storage.delete(checkpoint.path());
            }
        }
        storage.delete(path("stopped/activations"));
        // Another number of ranks makes the activations; the steps are then those of two ranks again.
        FrozenActivations activations = frozen(whole.checkpoint(), path("stopped/activations"));
        activations.compute(World.single(), note -> {}, detail -> {}, () -> {});
        TrainingResult resumed = train(stopped);
        assertThat(resumed.globalStep()).isEqualTo(whole.globalStep());
        Map<String, float[]> expected = weights(whole.checkpoint());
        Map<String, float[]> found = weights(resumed.checkpoint());
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, values) -> assertThat(found.get(name)).as(name).isEqualTo(values));
    }

    private FrozenActivations frozen(String checkpoint, String root) {
        SequenceClassifier model =
                new SequenceClassifier(SHAPE, adaptation(1, ROOM).frozen(2), Device.CPU);
        ModelFiles.loadWeights(storage, checkpoint, model.parameters());
        ShardManifest manifest = ShardManifests.load(storage, path("labelled"));
        return new FrozenActivations(storage, path("labelled"), manifest, model, "FP32", root);
    }

    @Test
    void whatIsKeptIsWhatTheLayersGive() {
        try (SequenceClassifier model =
                new SequenceClassifier(SHAPE, adaptation(1, ROOM).frozen(2), Device.CPU)) {
            model.parameters().initialise(3, 0.2);
            ShardManifest manifest = ShardManifests.load(storage, path("labelled"));
            FrozenActivations frozen =
                    new FrozenActivations(storage, path("labelled"), manifest, model, "fp32", path("activations"));
            frozen.compute(new World(1, 2), note -> {}, detail -> {}, () -> {});
            frozen.compute(new World(0, 2), note -> {}, detail -> {}, () -> {});
            try (CachedActivations kept = frozen.open()) {
                for (String split : List.of("train", "dev")) {
                    Iterator<HostBatch> batches = kept.over(batches(manifest, split, 13));
                    while (batches.hasNext()) {
                        HostBatch batch = batches.next();
                        try (TensorScope scope = TensorScope.open()) {
                            float[] expected =
                                    Tensors.toFloats(model.frozenPart(EncoderInput.of(batch, model.device())));
                            assertThat(batch.activations()).hasSize(batch.tokens() * 32);
                            assertThat(batch.activations()).containsExactly(expected, within(2e-6f));
                        }
                    }
                }
            }
        }
    }

    private Iterator<HostBatch> batches(ShardManifest manifest, String split, int rows) {
        List<HostBatch> batches = new ArrayList<>();
        new HeldOutBatches(storage, path("labelled"), manifest, split, World.single(), rows)
                .forEachRemaining(batch -> batches.add(batch.host()));
        return batches.iterator();
    }

    @Test
    void alteredActivationsAreMadeAgainAndNamed() throws Exception {
        try (SequenceClassifier model =
                new SequenceClassifier(SHAPE, adaptation(1, ROOM).frozen(2), Device.CPU)) {
            model.parameters().initialise(3, 0.2);
            ShardManifest manifest = ShardManifests.load(storage, path("labelled"));
            FrozenActivations frozen =
                    new FrozenActivations(storage, path("labelled"), manifest, model, "fp32", path("activations"));
            frozen.compute(World.single(), note -> {}, detail -> {}, () -> {});
            List<Path> files = dataFiles();
            assertThat(files).hasSize(3);
            byte[] first = Files.readAllBytes(files.get(0));
            byte[] flipped = first.clone();
            flipped[flipped.length / 2] ^= 1;
            Files.write(files.get(0), flipped);
            byte[] second = Files.readAllBytes(files.get(1));
            Files.write(files.get(1), java.util.Arrays.copyOf(second, second.length / 2));
            List<String> notes = new ArrayList<>();

            frozen.compute(World.single(), notes::add, detail -> {}, () -> {});

            assertThat(notes).hasSize(2).allSatisfy(note -> assertThat(note).contains("SHA-256", "made again"));
            assertThat(Files.readAllBytes(files.get(0))).isEqualTo(first);
            assertThat(Files.readAllBytes(files.get(1))).isEqualTo(second);

            // Other weights have a folder of their own, and leave none of the old.
            model.parameters().initialise(4, 0.2);
            FrozenActivations others =
                    new FrozenActivations(storage, path("labelled"), manifest, model, "fp32", path("activations"));
            others.removeOthers();
            assertThat(dataFiles()).isEmpty();
            others.compute(World.single(), notes::add, detail -> {}, () -> {});
            assertThat(dataFiles()).hasSize(3);
            assertThat(notes).hasSize(2);
        }
    }

    private List<Path> dataFiles() throws Exception {
        try (Stream<Path> files = Files.walk(folder.resolve("activations"))) {
            return files.filter(file -> file.toString().endsWith(".arrow"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void activationsThatAreTooLargeAreNotKept() {
        TrainingResult result = train(task("large", adaptation(1, 1000), 1));
        assertThat(folder.resolve("large/activations")).doesNotExist();
        assertThat(result.trained()).isLessThan(result.parameters());
    }

    @Test
    void theMemoryOfEachRankIsTold() {
        TrainingResult result = train(task("memory", adaptation(2, ROOM), 2));
        assertThat(result.memory()).hasSize(2).allSatisfy(memory -> {
            assertThat(memory.heapBytes()).isPositive();
            assertThat(memory.processBytes()).isGreaterThan(memory.heapBytes());
        });
    }
}
