package io.joyul.job;

import io.joyul.config.InputConfig.Task;
import io.joyul.config.PublishConfig;
import io.joyul.config.RunConfig;
import io.joyul.config.RunConfigLoader;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import java.util.List;
import java.util.Locale;
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

    /**
     * The run file of a command that trains or evaluates.
     *
     * @throws JoyulException {@code CONFIG_INVALID} when there is no training for its task
     */
    RunConfig loadToTrain(Storage storage) {
        RunConfig config = load(storage);
        Task task = config.input().task();
        if (!task.trainable()) {
            throw new JoyulException(
                    ErrorCode.CONFIG_INVALID,
                    "input.task " + task.name().toLowerCase(Locale.ROOT).replace('_', '-')
                            + ": its examples can be made, but not trained on; make them with ./joyul preprocess");
        }
        return config;
    }

    /** A run whose model is to be published, and how. */
    record ToPublish(RunConfig config, PublishConfig publish) {}

    /**
     * The run file of a command that publishes.
     *
     * @throws JoyulException {@code CONFIG_INVALID} when it does not say where to
     */
    ToPublish loadToPublish(Storage storage) {
        RunConfig config = loadToTrain(storage);
        return new ToPublish(
                config,
                config.publish()
                        .orElseThrow(() -> new JoyulException(
                                ErrorCode.CONFIG_INVALID,
                                file + ": has no section publish, which says where the model goes and what it must"
                                        + " reach; add publish.to")));
    }

    RunConfig load(Storage storage) {
        return RunConfigLoader.load(storage, file, settings);
    }
}
