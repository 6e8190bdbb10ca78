package io.joyul.job;

import io.joyul.config.RunConfig;
import io.joyul.config.RunFile;
import io.joyul.config.SweepConfig;
import io.joyul.config.SweepConfigLoader;
import io.joyul.storage.Storage;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Many trials of one run file, to find what its keys should be. */
@Command(
        name = "sweep",
        description = "Tries values of a run file's keys, as a sweep file says; goes on where an earlier one stopped.")
public final class Sweep implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The sweep file; conf/sweeps/reference.yaml shows every key.")
    private String file = "";

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Wins over the sweep file, such as --set parallel=1. May be repeated.")
    private List<String> settings = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        CommandLines.run(new Sweep(), arguments);
    }

    @Override
    public Integer call() {
        Storage storage = Sessions.storage();
        SweepConfig sweep = SweepConfigLoader.load(storage, file, settings);
        RunFile runFile = RunFile.read(storage, sweep.run());
        RunConfig base = SweepBench.base(sweep, runFile);
        try (TerminalProgress progress = TerminalProgress.ofProcess();
                SweepRun run = SweepRun.begin(sweep, runFile, base, Sessions.storage(base), progress)) {
            run.trials();
            run.retrain();
            run.tidy();
            run.report(command());
            run.printSummary(spec.commandLine().getOut());
        }
        return 0;
    }

    private String command() {
        StringBuilder command = new StringBuilder("./joyul sweep ").append(file);
        settings.forEach(setting -> command.append(" --set '").append(setting).append('\''));
        return command.toString();
    }
}
