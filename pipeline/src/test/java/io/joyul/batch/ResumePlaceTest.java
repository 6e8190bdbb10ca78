package io.joyul.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardManifests;
import io.joyul.shard.ShardWriter;
import io.joyul.storage.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Going on in the middle of a long epoch. */
final class ResumePlaceTest {
    private static final int FILES = 8;
    private static final int ROWS = 125_250;
    private static final int TURNS = 5;

    @TempDir
    private Path folder;

    private final Storage storage = Storage.of(Map.of());

    @Test
    void findingThePlaceCostsTheSameAfterTenStepsOrAMillion() {
        ShardManifest manifest = write();
        ShardBatchSource.Shape shape = new ShardBatchSource.Shape(1, 1, 1 << 16, 7);
        int[] places = {10, 1_000_000};
        long[][] millis = new long[places.length][TURNS];
        for (int turn = 0; turn < TURNS; turn++) {
            for (int i = 0; i < places.length; i++) {
                long began = System.nanoTime();
                try (ShardBatchSource source =
                        new ShardBatchSource(storage, folder.toString(), manifest, "train", World.single(), shape)) {
                    assertThat(source.stepsPerEpoch()).isEqualTo(FILES * ROWS);
                    Iterator<StepBatches> steps = source.epoch(0, places[i]);
                    assertThat(steps.next().stepInEpoch()).isEqualTo(places[i]);
                }
                millis[i][turn] = (System.nanoTime() - began) / 1_000_000;
            }
        }
        System.out.printf(
                "the first batch after 10 steps came in %s ms, after a million in %s ms%n",
                Arrays.toString(millis[0]), Arrays.toString(millis[1]));
        Arrays.sort(millis[0]);
        Arrays.sort(millis[1]);
        // Replayed, a million steps would take a hundred thousand times as long; this leaves room for a busy machine.
        assertThat(millis[1][0]).as("the quickest of each").isLessThan(3 * millis[0][0] + 50);
    }

    private ShardManifest write() {
        List<ShardManifest.ShardFile> files = new ArrayList<>();
        for (int file = 0; file < FILES; file++) {
            try (ShardWriter writer = ShardWriter.open(
                    storage, folder.toString(), "train-" + file + ".arrow", "train", ShardManifest.Kind.MASKED)) {
                for (int row = 0; row < ROWS; row++) {
                    writer.add(new Example.Masked((long) file * ROWS + row, new int[] {2, 5}, new int[] {-100, 6}));
                }
                files.add(writer.finish());
            }
        }
        ShardManifest manifest = new ShardManifest(
                ShardManifests.VERSION,
                "test",
                ShardManifest.Kind.MASKED,
                "0".repeat(64),
                1,
                2,
                ShardWriter.BLOCK_ROWS,
                List.of(),
                files);
        ShardManifests.commit(storage, folder.toString(), manifest);
        return manifest;
    }
}
