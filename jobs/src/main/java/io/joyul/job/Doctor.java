package io.joyul.job;

import io.joyul.config.RunConfig;
import io.joyul.config.RunConfigLoader;
import io.joyul.error.ErrorKind;
import io.joyul.storage.Storage;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * What this machine lacks and how to mend it. The launcher looks at Java and Maven by itself, since without them nothing
 * gets here, and hands its findings on.
 */
@Command(
        name = "doctor",
        description = "Says what this machine lacks, for a run file or at all, and how to mend it; exit code 4 if"
                + " something is missing.")
public final class Doctor implements Callable<Integer> {
    /** The launcher's findings, a line each. */
    static final String LAUNCHER = "JOYUL_DOCTOR";

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "A run file; its needs are what counts.")
    private @Nullable String file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "As for run.")
    private List<String> settings = List.of();

    @Mixin
    private JsonOption json = new JsonOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        CommandLines.run(new Doctor(), arguments);
    }

    @Override
    public Integer call() {
        Storage storage = Sessions.storage();
        Optional<RunConfig> run = Optional.ofNullable(file).map(path -> RunConfigLoader.load(storage, path, settings));
        List<Finding> findings = findings(run, System.getenv());
        print(findings);
        return findings.stream().anyMatch(finding -> finding.state() == Finding.State.MISSING)
                ? ErrorKind.RESOURCE.exitCode()
                : 0;
    }

    /** In the order in which a run needs what they look at. */
    static List<Finding> findings(Optional<RunConfig> run, Map<String, String> environment) {
        List<Finding> findings = new ArrayList<>();
        environment.getOrDefault(LAUNCHER, "").lines().map(Finding::parse).forEach(findings::add);
        findings.addAll(MachineChecks.findings(run));
        findings.addAll(NetworkChecks.findings(run));
        findings.addAll(LibraryChecks.findings(run, environment));
        findings.addAll(ClusterChecks.findings(run, environment));
        return findings;
    }

    private void print(List<Finding> findings) {
        PrintWriter out = spec.commandLine().getOut();
        if (json.isAsked()) {
            JsonOption.print(
                    out, Map.of("checks", findings.stream().map(Finding::values).toList()));
        } else {
            findings.forEach(finding -> out.println(finding.line()));
        }
    }
}
