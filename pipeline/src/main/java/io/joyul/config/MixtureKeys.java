package io.joyul.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks what is said of mixtures of sources and of the balance of classes. */
final class MixtureKeys {
    private final RunConfig config;
    private final Problems problems;

    private MixtureKeys(RunConfig config, Problems problems) {
        this.config = config;
        this.problems = problems;
    }

    static void check(RunConfig config, Problems problems) {
        MixtureKeys keys = new MixtureKeys(config, problems);
        InputConfig input = config.input();
        if (input.training().isEmpty()) {
            problems.add("input.train", "is missing and has no default; several sources go into input.sources");
        }
        if (input.train().isPresent() && !input.sources().isEmpty()) {
            problems.add("input.train", "has no meaning beside input.sources; make it one of these");
        }
        keys.inSources("input", input.sources(), input.temperature());
        config.pretrain().ifPresent(pretrain -> keys.inSources("pretrain", pretrain.sources(), pretrain.temperature()));
        keys.inBalance(input);
    }

    private void inSources(String section, List<TextSource> sources, double temperature) {
        if (sources.size() < 2 && temperature != 1) {
            problems.add(
                    section + ".temperature",
                    "mixes several " + section + ".sources, but there " + (sources.isEmpty() ? "are none" : "is one")
                            + "; take it out");
        }
        Set<String> paths = new HashSet<>();
        for (int i = 0; i < sources.size(); i++) {
            if (!paths.add(sources.get(i).path())) {
                problems.add(
                        section + ".sources[" + i + "].path",
                        "is named twice: " + sources.get(i).path() + "; say by one weight how much it counts");
            }
        }
    }

    private void inBalance(InputConfig input) {
        if (config.preprocess().sampling() == PreprocessConfig.Sampling.NONE) {
            return;
        }
        if (!input.task().classed()) {
            problems.add(
                    "preprocess.sampling",
                    "balances classes, of which a row of input.task: " + KeyNames.of(input.task()) + " has none");
        }
        boolean weighted = input.temperature() != 1
                || input.sources().stream()
                                .mapToDouble(TextSource::weight)
                                .distinct()
                                .count()
                        > 1;
        if (weighted) {
            problems.add(
                    "preprocess.sampling",
                    "cannot hold beside the weights and temperature of input.sources: either the classes or the sources"
                            + " have the shares that were asked for; take one of them out, or balance the classes by"
                            + " train.class-weights");
        }
    }
}
