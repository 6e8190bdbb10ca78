package io.joyul.job;

import io.joyul.config.RunConfig;
import io.joyul.train.TrainingResult;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** From shards to a tuned model. */
@Command(name = "train", description = "Does the training stages of a run file, whose shards must be there.")
public final class Train implements Callable<Integer> {
    @Mixin
    private RunFileOptions runFile = new RunFileOptions();

    @Mixin
    private ProfileOption profile = new ProfileOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        CommandLines.run(new Train(), arguments);
    }

    @Override
    public Integer call() {
        RunConfig config = runFile.loadToTrain(Sessions.storage());
        try (TerminalProgress progress = TerminalProgress.ofProcess();
                RunStages stages = new RunStages(config, progress, profile)) {
            stages.requirePreprocessed();
            stages.pretrain();
            TrainingResult tuned = stages.train().result();
            stages.trainFromScratch();
            stages.succeed();
            spec.commandLine().getOut().println("model       " + Reports.shown(tuned.checkpoint()));
            stages.printProfiles(spec.commandLine().getOut());
        }
        return 0;
    }
}
