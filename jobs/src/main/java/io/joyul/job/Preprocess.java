package io.joyul.job;

import io.joyul.config.RunConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** From raw rows to shards. */
@Command(name = "preprocess", description = "Does the first stage of a run file: cleans, tokenises and writes shards.")
public final class Preprocess implements Callable<Integer> {
    @Mixin
    private RunFileOptions runFile = new RunFileOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        CommandLines.run(new Preprocess(), arguments);
    }

    @Override
    public Integer call() {
        RunConfig config = runFile.load(Sessions.storage());
        try (TerminalProgress progress = TerminalProgress.ofProcess();
                RunStages stages = new RunStages(config, progress)) {
            stages.preprocess();
            stages.succeed();
            spec.commandLine()
                    .getOut()
                    .println("shards      "
                            + Reports.shown(stages.plan().workspace().labelledShards()));
        }
        return 0;
    }
}
