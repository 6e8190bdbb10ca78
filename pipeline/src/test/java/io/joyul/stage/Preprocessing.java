package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.config.RunConfig;
import io.joyul.preprocess.PreprocessResult;
import io.joyul.preprocess.SplitResult;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest.ShardFile;
import io.joyul.shard.ShardManifests;
import io.joyul.shard.ShardReader;
import io.joyul.shard.ShardRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What tests of the first stage share: the stage over what lies in the folder, and what came out. */
abstract class Preprocessing extends OnLocalSpark {
    PreprocessResult run(RunConfig config) {
        return PreprocessStage.run(spark, config, workspace(), Progress.silent());
    }

    Workspace workspace() {
        return new Workspace(folder.resolve("out").toString());
    }

    /** The rows of a split of a shard folder, in the order of its manifest. */
    List<Example> examples(String shards, String split) {
        ShardReader reader = new ShardReader(storage, shards, ShardManifests.load(storage, shards));
        List<Example> examples = new ArrayList<>();
        for (ShardFile file : ShardManifests.load(storage, shards).split(split)) {
            ShardRows rows = reader.read(file);
            for (int row = 0; row < rows.size(); row++) {
                examples.add(rows.row(row));
            }
        }
        return examples;
    }

    /** What each file of a shard folder holds, in the order of its manifest; everything but the files' names. */
    List<String> sums(String shards) {
        return ShardManifests.load(storage, shards).files().stream()
                .map(file -> file.split() + " " + file.rows() + " " + file.sha256())
                .toList();
    }

    static SplitResult split(PreprocessResult result, String name) {
        return Objects.requireNonNull(result.splits().get(name));
    }

    /** Rows in, which are counted by themselves, = rows out + dropped + quarantined, in each split. */
    static void assertNothingIsLost(PreprocessResult result) {
        assertThat(result.splits().values())
                .allSatisfy(split -> assertThat(split.rowsRead())
                        .isEqualTo(split.rowsKept() + sum(split.dropped()) + sum(split.quarantined())));
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
