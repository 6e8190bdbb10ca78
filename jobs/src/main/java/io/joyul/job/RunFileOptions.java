package io.joyul.job;

import io.joyul.config.RunConfig;
import io.joyul.config.RunConfigLoader;
import io.joyul.storage.Storage;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The run file of a command, with what the command line changes in it. */
final class RunFileOptions {
    @Parameters(paramLabel = "FILE", description = "The run file; conf/reference.yaml shows every key.")
    private String file = "";

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Wins over the run file, such as --set training.ranks=1. May be repeated.")
    private List<String> settings = List.of();

    /** The command line that repeats the run. */
    String command(String job) {
        StringBuilder command =
                new StringBuilder("./joyul ").append(job).append(' ').append(file);
        settings.forEach(setting -> command.append(" --set '").append(setting).append('\''));
        return command.toString();
    }

    RunConfig load(Storage storage) {
        return RunConfigLoader.load(storage, file, settings);
    }
}
