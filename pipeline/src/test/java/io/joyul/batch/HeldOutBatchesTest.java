package io.joyul.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.shard.Shards;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldOutBatchesTest {
    @TempDir
    Path folder;

    @Test
    void eachExampleComesOnceOverAnyNumberOfParts() {
        ShardManifest manifest = Shards.folder(folder.toString(), Kind.LABELLED, "dev", 30, 17, 0, 40, 1);
        for (int parts = 1; parts <= 9; parts++) {
            for (int batchRows : new int[] {1, 7, 64}) {
                List<Long> ids = new ArrayList<>();
                for (int part = 0; part < parts; part++) {
                    batches(manifest, "dev", new World(part, parts), batchRows)
                            .forEachRemaining(batch -> batch.examples().forEach(example -> ids.add(example.id())));
                }
                assertThat(ids)
                        .as(parts + " parts, batches of " + batchRows)
                        .containsExactlyInAnyOrderElementsOf(
                                LongStream.range(0, 58).boxed().toList());
            }
        }
    }

    @Test
    void aBatchHoldsItsExamplesInTheirOrder() {
        ShardManifest manifest = Shards.folder(folder.toString(), Kind.LABELLED, "dev", 30, 100);
        HeldOutBatches batches = batches(manifest, "dev", World.single(), 8);
        while (batches.hasNext()) {
            HeldOutBatches.Batch batch = batches.next();
            assertThat(batch.host().examples())
                    .isEqualTo(batch.examples().size())
                    .isLessThanOrEqualTo(8);
            for (int row = 0; row < batch.host().examples(); row++) {
                Example.Labelled example = (Example.Labelled) batch.examples().get(row);
                assertThat(batch.host().exampleIds()[row]).isEqualTo(example.id());
                assertThat(batch.host().labels()[row]).isEqualTo(example.label());
                assertThat(batch.host().lengths()[row]).isEqualTo(example.inputIds().length);
            }
        }
    }

    @Test
    void aBatchHoldsTextsOfLikeLength() {
        ShardManifest manifest = Shards.folder(folder.toString(), Kind.LABELLED, "dev", 100, 1000);
        long tokens = 0;
        long cells = 0;
        HeldOutBatches batches = batches(manifest, "dev", World.single(), 32);
        while (batches.hasNext()) {
            HostBatch host = batches.next().host();
            tokens += host.tokens();
            cells += (long) host.examples() * IntStream.of(host.lengths()).max().orElseThrow();
        }
        assertThat((double) cells / tokens).isBetween(1.0, 1.05);
    }

    @Test
    void aSplitThatIsNotThereGivesNoBatch() {
        ShardManifest manifest = Shards.folder(folder.toString(), Kind.LABELLED, "dev", 30, 3);

        assertThat(batches(manifest, "test", World.single(), 8)).isExhausted();
    }

    @Test
    void aBatchOfNothingIsRefused() {
        ShardManifest manifest = Shards.folder(folder.toString(), Kind.LABELLED, "dev", 30, 3);

        assertThatThrownBy(() -> batches(manifest, "dev", World.single(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a batch of 0 examples");
    }

    private HeldOutBatches batches(ShardManifest manifest, String split, World part, int batchRows) {
        return new HeldOutBatches(Shards.STORAGE, folder.toString(), manifest, split, part, batchRows);
    }
}
