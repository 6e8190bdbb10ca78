package io.joyul.job;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Measures, and prints one JSON line. */
@Command(
        name = "benchmark",
        description = "Measures speed on this machine and prints one JSON line.",
        subcommands = {
            BenchmarkTrain.class,
            BenchmarkFrozen.class,
            BenchmarkShards.class,
            BenchmarkSweep.class,
            BenchmarkTokenize.class,
            BenchmarkTokenizerTraining.class
        })
public final class Benchmark implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        CommandLines.run(new Benchmark(), arguments);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return 0;
    }

    /** To four places, which serves rates, shares and factors alike. */
    static double rounded(double value) {
        return Math.round(1e4 * value) / 1e4;
    }

    static double median(List<Double> rates) {
        List<Double> sorted = rates.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
