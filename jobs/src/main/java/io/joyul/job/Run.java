package io.joyul.job;

import io.joyul.config.RunConfig;
import io.joyul.report.ReportWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** From raw rows to the report: every stage of a run file that is not done yet. */
@Command(name = "run", description = "Does every stage of a run file, skipping what is done and unchanged.")
public final class Run implements Callable<Integer> {
    @Mixin
    private RunFileOptions runFile = new RunFileOptions();

    @Mixin
    private ProfileOption profile = new ProfileOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        CommandLines.run(new Run(), arguments);
    }

    @Override
    public Integer call() {
        Instant started = Instant.now();
        RunConfig config = runFile.loadToTrain(Sessions.storage());
        try (TerminalProgress progress = TerminalProgress.ofProcess();
                RunStages stages = new RunStages(config, progress, profile)) {
            // In the order of the data's way; each stage reads what the one before wrote.
            RunOutcome outcome = new RunOutcome(
                    stages.preprocessToTrain(),
                    stages.pretrain(),
                    stages.train(),
                    stages.trainFromScratch(),
                    stages.evaluate());
            Reports reports = new Reports(stages.plan(), outcome);
            ReportWriter.write(
                    stages.plan().storage(),
                    stages.plan().workspace().report(),
                    reports.report(started, runFile.command("run")));
            stages.reported();
            stages.succeed();
            reports.printSummary(spec.commandLine().getOut());
            stages.printProfiles(spec.commandLine().getOut());
        }
        return 0;
    }
}
