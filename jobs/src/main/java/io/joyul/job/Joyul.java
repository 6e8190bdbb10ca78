package io.joyul.job;

import picocli.CommandLine.Command;

/** The command line as a whole: {@code joyul COMMAND}. Each command is also a main of its own, for spark-submit. */
@Command(
        name = "joyul",
        description = "Distributed fine-tuning of transformers on Apache Spark.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "The launcher has two more: test [--all] and notebook [--execute [FILE...]]."},
        subcommands = {
            Run.class,
            Preprocess.class,
            Pretrain.class,
            Train.class,
            Evaluate.class,
            CheckGate.class,
            Publish.class,
            Sweep.class,
            Predict.class,
            Tokenize.class,
            Inspect.class,
            Verify.class,
            Export.class,
            Tracking.class,
            Benchmark.class,
            Doctor.class
        })
public final class Joyul {
    public static void main(String[] arguments) {
        CommandLines.run(new Joyul(), arguments);
    }

    /** Runs a command within this process, as notebooks do, and gives its exit code. */
    public static int run(String... arguments) {
        return CommandLines.execute(new Joyul(), System.out, System.err, arguments);
    }
}
