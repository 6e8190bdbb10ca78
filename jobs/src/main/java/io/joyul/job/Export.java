package io.joyul.job;

import io.joyul.checkpoint.ModelExport;
import io.joyul.storage.Storage;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Copies the model out of a checkpoint, in the layout that transformers opens. */
@Command(name = "export", description = "Copies a checkpoint's model to a folder in the Hugging Face layout.")
public final class Export implements Callable<Integer> {
    @Option(
            names = "--checkpoint",
            required = true,
            paramLabel = "DIR",
            description = "A checkpoint, or the output folder of a run.")
    private String checkpoint = "";

    @Option(names = "--to", required = true, paramLabel = "DIR", description = "The folder to write to.")
    private String target = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        System.exit(CommandLines.execute(new Export(), arguments));
    }

    @Override
    public Integer call() {
        Storage storage = Sessions.storage();
        for (String file : ModelExport.export(storage, ModelFolder.of(storage, checkpoint), target)) {
            spec.commandLine().getOut().println(Storage.child(target, file));
        }
        return 0;
    }
}
