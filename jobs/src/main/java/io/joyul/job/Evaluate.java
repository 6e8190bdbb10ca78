package io.joyul.job;

import io.joyul.config.RunConfig;
import io.joyul.storage.Storage;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** From a tuned model to its figures. */
@Command(name = "evaluate", description = "Does the evaluation of a run file, whose models must be trained.")
public final class Evaluate implements Callable<Integer> {
    @Mixin
    private RunFileOptions runFile = new RunFileOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        System.exit(CommandLines.execute(new Evaluate(), arguments));
    }

    @Override
    public Integer call() {
        Storage storage = Sessions.storage();
        RunConfig config = runFile.loadToTrain(storage);
        try (TerminalProgress progress = TerminalProgress.ofProcess();
                RunStages stages = new RunStages(config, storage, progress)) {
            Reports.printFigures(spec.commandLine().getOut(), stages.evaluate().result());
        }
        return 0;
    }
}
