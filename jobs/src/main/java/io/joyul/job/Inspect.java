package io.joyul.job;

import io.joyul.checkpoint.CheckpointManifest;
import io.joyul.checkpoint.CheckpointReader;
import io.joyul.checkpoint.ModelFiles;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.model.BertConfig;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardManifest.ShardFile;
import io.joyul.shard.ShardManifests;
import io.joyul.shard.ShardReader;
import io.joyul.storage.Storage;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a folder holds, after every checksum in it was compared. */
@Command(name = "inspect", description = "Tells what a shard folder or a checkpoint holds, and verifies its checksums.")
public final class Inspect implements Callable<Integer> {
    @Parameters(paramLabel = "PATH", description = "A folder of shards, a checkpoint, or a model folder.")
    private String path = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        CommandLines.run(new Inspect(), arguments);
    }

    @Override
    public Integer call() {
        Storage storage = Sessions.storage();
        PrintWriter out = spec.commandLine().getOut();
        if (storage.exists(Storage.child(path, ShardManifests.NAME))) {
            shards(storage, out);
        } else if (storage.exists(Storage.child(path, CheckpointManifest.FILE))) {
            checkpoint(storage, out);
        } else if (storage.exists(Storage.child(path, ModelFiles.CONFIG))) {
            out.println(path + ": a model without checksums");
            model(storage, out);
        } else {
            throw new JoyulException(
                    ErrorCode.INPUT_NOT_FOUND,
                    path + ": holds no " + ShardManifests.NAME + " of shards, no " + CheckpointManifest.FILE
                            + " of a checkpoint and no " + ModelFiles.CONFIG + " of a model; check the path");
        }
        return 0;
    }

    private void shards(Storage storage, PrintWriter out) {
        ShardManifest manifest = ShardManifests.load(storage, path);
        ShardReader reader = new ShardReader(storage, path, manifest);
        manifest.files().forEach(reader::verify);
        out.println(path + ": " + manifest.kind().name().toLowerCase(Locale.ROOT) + " examples, format version "
                + manifest.version() + ", written by " + manifest.runId());
        out.println("tokenizer " + manifest.tokenizerSha256() + ", seed " + manifest.seed() + ", at most "
                + manifest.maxLength() + " tokens");
        if (!manifest.labelNames().isEmpty()) {
            out.println("labels " + String.join(", ", manifest.labelNames()));
        }
        List<String> splits = manifest.files().stream()
                .map(ShardFile::split)
                .distinct()
                .sorted()
                .toList();
        for (String split : splits) {
            out.printf(
                    Locale.ROOT,
                    "%-6s %,d files  %,d rows  %,d tokens%n",
                    split,
                    manifest.split(split).size(),
                    manifest.rows(split),
                    manifest.tokens(split));
        }
        out.println(manifest.files().size() + " checksums hold");
    }

    private void checkpoint(Storage storage, PrintWriter out) {
        CheckpointManifest manifest = new CheckpointReader(storage).verify(path);
        out.printf(
                Locale.ROOT,
                "%s: checkpoint after %,d steps (epoch %d, step %,d of it), by attempt %d, format version %d, seed %d%n",
                path,
                manifest.globalStep(),
                manifest.epoch(),
                manifest.stepInEpoch(),
                manifest.generation(),
                manifest.version(),
                manifest.seed());
        model(storage, out);
        manifest.files().keySet().stream().sorted().forEach(file -> out.println("  " + file));
        out.println(manifest.files().size() + " checksums hold");
    }

    private void model(Storage storage, PrintWriter out) {
        BertConfig shape = ModelFiles.config(storage, path);
        out.printf(
                Locale.ROOT,
                "%d layers, %d wide, %d heads, %,d tokens, %d positions%s%n",
                shape.layers(),
                shape.hiddenSize(),
                shape.attentionHeads(),
                shape.vocabularySize(),
                shape.maxPositions(),
                shape.labels().isEmpty() ? "" : ", labels " + String.join(", ", shape.labels()));
    }
}
