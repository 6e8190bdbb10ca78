package io.joyul.shard;

import io.joyul.shard.ShardManifest.Kind;
import io.joyul.shard.ShardManifest.ShardFile;
import io.joyul.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Examples and shard folders for tests. */
public final class Shards {
    public static final Storage STORAGE = Storage.of(Map.of());
    public static final String TOKENIZER_SUM = "ab".repeat(32);

    private Shards() {}

    /** Examples of any kind, whose ids count from {@code firstId}, of 1 to {@code maxLength} tokens. */
    public static List<Example> examples(Kind kind, int count, long firstId, int maxLength, long seed) {
        Random random = new Random(seed);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] inputIds = random.ints(1 + random.nextInt(maxLength), 5, 8000).toArray();
            @Nullable Object[] values = new Object[kind.columns().size()];
            values[0] = firstId + i;
            values[1] = inputIds;
            for (int column = 2; column < values.length; column++) {
                values[column] = value(kind.columns().get(column).type(), inputIds.length, i, random);
            }
            examples.add(kind.examples().make(values));
        }
        return examples;
    }

    private static @Nullable Object value(Column.Type type, int tokens, int row, Random random) {
        return switch (type) {
            case TOKENS -> targets(tokens, random);
            case LIST -> random.ints(random.nextInt(5)).toArray();
            case INT32 -> random.nextInt(2);
            case INT64 -> random.nextLong();
            case FLOAT32 -> random.nextFloat();
            case TEXT -> text(row, random);
        };
    }

    private static int[] targets(int tokens, Random random) {
        int[] labels = new int[tokens];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = random.nextInt(100) < 15 ? random.nextInt(8000) : -100;
        }
        return labels;
    }

    private static @Nullable String text(int i, Random random) {
        return switch (i % 7) {
            case 3 -> "";
            case 5 -> null;
            default -> "정말 좋은 영화 " + random.nextInt(1000) + " 👍";
        };
    }

    public static ShardFile write(String folder, String name, String split, Kind kind, List<Example> examples) {
        try (ShardWriter writer = ShardWriter.open(STORAGE, folder, name, split, kind)) {
            examples.forEach(writer::add);
            return writer.finish();
        }
    }

    public static ShardManifest manifest(Kind kind, List<ShardFile> files) {
        List<String> labelNames = kind == Kind.LABELLED ? List.of("부정", "긍정") : List.of();
        return new ShardManifest(
                ShardManifests.VERSION,
                "run-1",
                kind,
                TOKENIZER_SUM,
                42,
                128,
                ShardWriter.BLOCK_ROWS,
                labelNames,
                files);
    }

    /** A committed folder of one split whose files have these many rows; ids count through from 0. */
    public static ShardManifest folder(String folder, Kind kind, String split, int maxLength, int... rows) {
        List<ShardFile> files = new ArrayList<>();
        long firstId = 0;
        for (int i = 0; i < rows.length; i++) {
            List<Example> examples = examples(kind, rows[i], firstId, maxLength, i);
            files.add(write(folder, split + "-" + i + ".arrow", split, kind, examples));
            firstId += rows[i];
        }
        ShardManifest manifest = manifest(kind, files);
        ShardManifests.commit(STORAGE, folder, manifest);
        return manifest;
    }
}
