package io.joyul.stage;

import io.joyul.batch.DynamicMasking;
import io.joyul.mask.Corruption;
import io.joyul.mask.TokenMasking;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardManifests;
import io.joyul.shard.ShardWriter;
import io.joyul.storage.Storage;
import io.joyul.tokenize.SpecialTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Small shards that can be learnt: the class is whether token 7 occurs; a masked token is told by its position. */
public final class TinyShards {
    public static final int VOCABULARY = 50;
    public static final int MAX_LENGTH = 12;

    /** One word in three, of each example that is masked as it is read. */
    public static final DynamicMasking MASKING = new DynamicMasking(
            new TokenMasking(0.3, new Corruption(0.8, 0.1)), new SpecialTokens(0, 1, 2, 3, 4), VOCABULARY, 1);

    private TinyShards() {}

    public static ShardManifest labelled(Storage storage, String folder, int train, int dev) {
        return write(storage, folder, ShardManifest.Kind.LABELLED, train, dev);
    }

    public static ShardManifest masked(Storage storage, String folder, int train, int dev) {
        return write(storage, folder, ShardManifest.Kind.MASKED, train, dev);
    }

    public static ShardManifest maskable(Storage storage, String folder, int train, int dev) {
        return write(storage, folder, ShardManifest.Kind.MASKABLE, train, dev);
    }

    private static ShardManifest write(Storage storage, String folder, ShardManifest.Kind kind, int train, int dev) {
        List<ShardManifest.ShardFile> files = new ArrayList<>();
        files.add(file(storage, folder, kind, "train", 0, train / 2));
        files.add(file(storage, folder, kind, "train", train / 2, train));
        files.add(file(storage, folder, kind, "dev", train, train + dev));
        ShardManifest manifest = new ShardManifest(
                ShardManifests.VERSION,
                "test",
                kind,
                "0".repeat(64),
                1,
                MAX_LENGTH,
                ShardWriter.BLOCK_ROWS,
                kind == ShardManifest.Kind.LABELLED ? List.of("without", "with") : List.of(),
                files);
        ShardManifests.commit(storage, folder, manifest);
        return manifest;
    }

    private static ShardManifest.ShardFile file(
            Storage storage, String folder, ShardManifest.Kind kind, String split, int from, int to) {
        try (ShardWriter writer = ShardWriter.open(storage, folder, split + "-" + from + ".arrow", split, kind)) {
            for (int id = from; id < to; id++) {
                writer.add(
                        switch (kind) {
                            case LABELLED -> labelled(id);
                            case MASKED -> masked(id);
                            case MASKABLE -> maskable(id);
                            default -> throw new IllegalArgumentException("no tiny shards of " + kind);
                        });
            }
            return writer.finish();
        }
    }

    private static Example labelled(int id) {
        SplittableRandom random = new SplittableRandom(id);
        int[] ids = ids(random);
        int label = id % 2;
        for (int i = 1; i < ids.length; i++) {
            ids[i] = ids[i] == 7 ? 8 : ids[i];
        }
        if (label == 1) {
            ids[1 + random.nextInt(ids.length - 1)] = 7;
        }
        return new Example.Labelled(id, ids, label, "text " + id);
    }

    private static Example masked(int id) {
        int[] ids = ids(new SplittableRandom(id));
        int[] labels = new int[ids.length];
        java.util.Arrays.fill(labels, -100);
        int target = 1 + id % (ids.length - 1);
        labels[target] = 5 + target;
        ids[target] = 4;
        return new Example.Masked(id, ids, labels);
    }

    private static Example maskable(int id) {
        int[] ids = ids(new SplittableRandom(id));
        int[] groups = java.util.stream.IntStream.range(-1, ids.length - 1).toArray();
        return new Example.Maskable(id, ids, groups);
    }

    private static int[] ids(SplittableRandom random) {
        int[] ids =
                random.ints(4 + random.nextInt(MAX_LENGTH - 4), 5, VOCABULARY).toArray();
        ids[0] = 2;
        return ids;
    }
}
