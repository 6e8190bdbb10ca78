package io.joyul.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.mask.Corruption;
import io.joyul.mask.GroupMasking;
import io.joyul.mask.Unit;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.shard.ShardManifest.ShardFile;
import io.joyul.shard.ShardManifests;
import io.joyul.shard.Shards;
import io.joyul.tokenize.SpecialTokens;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DynamicMaskingTest {
    private static final int WORDS = 200;

    @TempDir
    Path folder;

    private ShardManifest manifest = Shards.manifest(Kind.MASKABLE, List.of());

    @BeforeEach
    void write() {
        List<ShardFile> files = List.of(
                Shards.write(folder.toString(), "train.arrow", "train", Kind.MASKABLE, examples(0, 300)),
                Shards.write(folder.toString(), "dev.arrow", "dev", Kind.MASKABLE, examples(300, 340)));
        manifest = Shards.manifest(Kind.MASKABLE, files);
        ShardManifests.commit(Shards.STORAGE, folder.toString(), manifest);
    }

    /** Words of two tokens between [CLS] (2) and [SEP] (3). */
    private static List<Example> examples(int from, int to) {
        return IntStream.range(from, to)
                .<Example>mapToObj(id -> {
                    int words = 3 + id % 9;
                    int[] inputIds = new int[2 + 2 * words];
                    int[] groups = new int[inputIds.length];
                    Arrays.setAll(inputIds, i -> 10 + (id * 31 + i * 7) % WORDS);
                    Arrays.setAll(groups, i -> (i - 1) / 2);
                    inputIds[0] = 2;
                    inputIds[inputIds.length - 1] = 3;
                    groups[0] = -1;
                    groups[groups.length - 1] = -1;
                    return new Example.Maskable(id, inputIds, groups);
                })
                .toList();
    }

    private static DynamicMasking masking(long seed) {
        return new DynamicMasking(
                new GroupMasking(Unit.WORD, 0.15, new Corruption(0.8, 0.1)),
                new SpecialTokens(0, 1, 2, 3, 4),
                10 + WORDS,
                seed);
    }

    @Test
    void eachEpochHidesOtherTokensAndTheSameSeedTheSame() {
        Map<Long, String> first = trained(7, 0, 1);
        Map<Long, String> second = trained(7, 1, 1);

        assertThat(first).hasSize(300);
        assertThat(trained(7, 0, 1)).isEqualTo(first);
        long alike = first.keySet().stream()
                .filter(id -> Objects.equals(first.get(id), second.get(id)))
                .count();
        // A text of three words shows the same targets again by chance.
        assertThat(alike).isLessThan(60);
        assertThat(trained(8, 0, 1)).isNotEqualTo(first);
    }

    @Test
    void anyNumberOfRanksHidesTheSameTokens() {
        for (int size : new int[] {2, 3, 4, 8}) {
            assertThat(trained(7, 2, size)).isEqualTo(trained(7, 2, 1));
        }
    }

    @Test
    void wholeGroupsAreTargetsAndNothingElseChanges() {
        forEachRow(batches(7, 0, 1), (id, ids, labels) -> {
            Example.Maskable original = (Example.Maskable) examples(0, 300).get((int) id);
            for (int i = 0; i < ids.length; i++) {
                boolean target = labels[i] != HostBatches.IGNORED;
                assertThat(target ? labels[i] : ids[i]).isEqualTo(original.inputIds()[i]);
                if (original.groups()[i] >= 0 && i % 2 == 1) {
                    assertThat(labels[i + 1] != HostBatches.IGNORED).isEqualTo(target);
                }
            }
            assertThat(IntStream.of(labels).anyMatch(label -> label != HostBatches.IGNORED))
                    .isTrue();
        });
    }

    @Test
    void whatIsWatchedIsTheSameInEachEpoch() {
        assertThat(watched(7)).hasSize(40).isEqualTo(watched(7)).isNotEqualTo(watched(8));
    }

    @Test
    void examplesThatAreMaskedAlreadyAreRefused() {
        RowSelection masked = RowSelection.of(List.of(new Example.Masked(5, new int[] {2, 3}, new int[] {-100, 9})));

        assertThatThrownBy(() -> masking(1).forTraining(masked, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("example 5");
    }

    private List<HostBatch> batches(long seed, int epoch, int size) {
        List<HostBatch> batches = new ArrayList<>();
        for (int rank = 0; rank < size; rank++) {
            ShardBatchSource.Shape shape = new ShardBatchSource.Shape(16, 2, 100, 5, 0, masking(seed));
            try (ShardBatchSource source = new ShardBatchSource(
                    Shards.STORAGE, folder.toString(), manifest, "train", new World(rank, size), shape)) {
                source.epoch(epoch, 0)
                        .forEachRemaining(step -> step.microBatches().forEach(micro -> batches.add(micro.batch())));
            }
        }
        return batches;
    }

    private Map<Long, String> trained(long seed, int epoch, int size) {
        return shown(batches(seed, epoch, size));
    }

    private Map<Long, String> watched(long seed) {
        HeldOutBatches dev = new HeldOutBatches(
                Shards.STORAGE, folder.toString(), manifest, "dev", World.single(), 16, masking(seed));
        List<HostBatch> batches = new ArrayList<>();
        dev.forEachRemaining(batch -> batches.add(batch.host()));
        return shown(batches);
    }

    private static Map<Long, String> shown(List<HostBatch> batches) {
        Map<Long, String> shown = new TreeMap<>();
        forEachRow(
                batches,
                (id, ids, labels) -> assertThat(shown.put(id, Arrays.toString(ids) + Arrays.toString(labels)))
                        .isNull());
        return shown;
    }

    private interface Row {
        void see(long id, int[] inputIds, int[] labels);
    }

    private static void forEachRow(List<HostBatch> batches, Row consumer) {
        for (HostBatch batch : batches) {
            int end = 0;
            for (int row = 0; row < batch.examples(); row++) {
                int start = end;
                end += batch.lengths()[row];
                consumer.see(
                        batch.exampleIds()[row],
                        Arrays.copyOfRange(Buffers.array(batch.inputIds()), start, end),
                        Arrays.copyOfRange(batch.labels(), start, end));
            }
        }
    }
}
