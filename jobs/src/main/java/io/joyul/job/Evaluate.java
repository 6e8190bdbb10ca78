package io.joyul.job;

import io.joyul.config.RunConfig;
import io.joyul.evaluate.Gate;
import io.joyul.report.ReportWriter;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** From a tuned model to its figures and the report. */
@Command(
        name = "evaluate",
        description = "Does the evaluation and the report of a run file, whose models must be trained.")
public final class Evaluate implements Callable<Integer> {
    @Mixin
    private RunFileOptions runFile = new RunFileOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        CommandLines.run(new Evaluate(), arguments);
    }

    @Override
    public Integer call() {
        Instant started = Instant.now();
        RunConfig config = runFile.loadToTrain(Sessions.storage());
        try (TerminalProgress progress = TerminalProgress.ofProcess();
                RunStages stages = new RunStages(config, progress)) {
            stages.evaluate();
            RunOutcome outcome = stages.recorded();
            Reports reports = new Reports(stages.plan(), outcome);
            ReportWriter.write(
                    stages.plan().storage(),
                    stages.plan().workspace().report(),
                    reports.report(started, runFile.command("evaluate")));
            print(reports, outcome.evaluation().result());
            stages.reported();
            stages.succeed();
        }
        return 0;
    }

    private void print(Reports reports, Evaluation evaluation) {
        PrintWriter out = spec.commandLine().getOut();
        if (json.isAsked()) {
            Map<String, Object> values = new LinkedHashMap<>(Gate.figures(evaluation.tuned()));
            values.put("split", evaluation.split());
            values.put("report", reports.page());
            JsonOption.print(out, values);
        } else {
            Reports.printFigures(out, evaluation);
            out.println();
            out.println("report      " + Reports.shown(reports.page()));
        }
    }
}
