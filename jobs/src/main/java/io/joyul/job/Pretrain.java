package io.joyul.job;

import io.joyul.config.RunConfig;
import io.joyul.stage.StageLedger.Outcome;
import io.joyul.train.TrainingResult;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** From masked shards to pretrained weights: the first half of {@link Train}, for those who schedule it alone. */
@Command(
        name = "pretrain",
        description = "Does the pretraining of a run file, if it has one; its shards must be there.")
public final class Pretrain implements Callable<Integer> {
    @Mixin
    private RunFileOptions runFile = new RunFileOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        CommandLines.run(new Pretrain(), arguments);
    }

    @Override
    public Integer call() {
        RunConfig config = runFile.loadToTrain(Sessions.storage());
        try (TerminalProgress progress = TerminalProgress.ofProcess();
                RunStages stages = new RunStages(config, progress)) {
            stages.requirePreprocessed();
            Optional<Outcome<TrainingResult>> pretrained = stages.pretrain();
            stages.succeed();
            spec.commandLine()
                    .getOut()
                    .println("model       "
                            + pretrained
                                    .map(done -> Reports.shown(done.result().checkpoint()))
                                    .orElse("none, for the run file has no section pretrain"));
        }
        return 0;
    }
}
