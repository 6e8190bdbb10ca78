package io.joyul.config;

import io.joyul.config.StrategyConfig.Kind;
import io.joyul.config.StrategyConfig.Unit;
import io.joyul.config.SweepConfig.DimensionConfig;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds keys of a sweep file that are right one by one and wrong together. */
final class SweepContradictions {
    private static final Set<Kind> LOOKS = EnumSet.of(Kind.MEDIAN_STOPPING, Kind.POPULATION);
    private static final Set<Kind> SAMPLED =
            EnumSet.of(Kind.ASHA, Kind.HYPERBAND, Kind.MEDIAN_STOPPING, Kind.POPULATION);
    private static final Set<Kind> UNCOUNTED = EnumSet.of(Kind.GRID, Kind.HYPERBAND, Kind.BOHB);

    /** What a population's members may differ in: what changes neither what a step is nor what its weights are. */
    private static final List<String> CHANGED_ON_THE_WAY = List.of(
            "train.learning-rate",
            "train.warmup-ratio",
            "train.label-smoothing",
            "train.class-weights",
            "train.effective-number-beta",
            "training.weight-decay",
            "training.clip-norm");

    private final SweepConfig config;
    private final Problems problems;

    private SweepContradictions(SweepConfig config, Problems problems) {
        this.config = config;
        this.problems = problems;
    }

    static void find(SweepConfig config, Problems problems) {
        SweepContradictions found = new SweepContradictions(config, problems);
        found.inSpace();
        found.inStrategy(config.strategy());
        SecretKeys.inAddresses(config, problems);
        if (config.retrain().trials() > 0 && config.retrain().seeds().isEmpty()) {
            problems.add("retrain.seeds", "is empty beside retrain.trials; give some, such as [1, 2, 3]");
        }
        Set<Long> seeds = new HashSet<>();
        for (String seed : config.retrain().seeds()) {
            if (!seed.matches("-?\\d{1,18}")) {
                problems.add("retrain.seeds", "must be whole numbers, but one is " + seed);
            } else if (!seeds.add(Long.parseLong(seed))) {
                problems.add(
                        "retrain.seeds",
                        "must be different, or trainings would be the same, but names " + seed + " again");
            }
        }
    }

    private void inSpace() {
        if (config.space().isEmpty()) {
            problems.add("space", "is empty; name a key, such as train.learning-rate: {log-uniform: [1e-5, 1e-2]}");
        }
        for (DimensionConfig dimension : config.space()) {
            String section = "space." + dimension.key();
            long kinds = Stream.of(
                            dimension.choice(),
                            dimension.uniform(),
                            dimension.logUniform(),
                            dimension.integer(),
                            dimension.quantised())
                    .filter(Optional::isPresent)
                    .count();
            if (kinds != 1) {
                problems.add(
                        section,
                        "must have one of choice, uniform, log-uniform, integer or quantised, and has " + kinds);
            }
            if (dimension.key().equals("output")
                    || dimension.key().equals("name")
                    || dimension.key().startsWith("spark.")) {
                problems.add(section, "is the same for all trials of a sweep; take it out");
            }
            if (dimension.key().equals("train.epochs") && config.strategy().unit() == Unit.EPOCHS) {
                problems.add(section, "is the budget of a trial; set it in the run file, or by set, for all of them");
            }
            if (config.strategy().kind() == Kind.POPULATION && !CHANGED_ON_THE_WAY.contains(dimension.key())) {
                problems.add(
                        section,
                        "cannot change while a member of a population trains; what can is "
                                + String.join(", ", CHANGED_ON_THE_WAY));
            }
        }
    }

    private void inStrategy(StrategyConfig strategy) {
        Kind kind = strategy.kind();
        refuse("trials", strategy.trials(), kind != Kind.GRID);
        refuse("sampler", strategy.sampler(), SAMPLED.contains(kind));
        refuse("min-budget", strategy.minBudget(), kind.hasRungs());
        refuse("eta", strategy.eta(), kind.hasRungs());
        refuse("interval", strategy.interval(), LOOKS.contains(kind));
        refuse("grace", strategy.grace(), kind == Kind.MEDIAN_STOPPING);
        refuse("grid-points", strategy.gridPoints(), kind == Kind.GRID);
        boolean tpe =
                strategy.sampler().filter(StrategyConfig.Sampler.TPE::equals).isPresent();
        refuse("startup", strategy.startup(), kind == Kind.TPE || tpe);
        if (strategy.trials().isEmpty() && !UNCOUNTED.contains(kind)) {
            problems.add("strategy.trials", "is missing: the kind " + kind.label() + " needs it");
        }
        if (kind == Kind.POPULATION && strategy.trials().equals(Optional.of(1))) {
            problems.add("strategy.trials", "must be at least 2, or a population has nobody to copy, but is 1");
        }
        if (strategy.unit() == Unit.STEPS && strategy.maxBudget().isEmpty()) {
            problems.add("strategy.max-budget", "is missing: a budget in steps needs it");
        }
        if (strategy.unit() == Unit.EPOCHS && strategy.maxBudget().isPresent()) {
            problems.add("strategy.max-budget", "is train.epochs of the run file where unit is epochs; take it out");
        }
        int least = strategy.minBudget().or(strategy::interval).orElse(1);
        if (strategy.maxBudget().isPresent() && least > strategy.maxBudget().get()) {
            problems.add(
                    "strategy.max-budget",
                    "must be at least " + least + ", the smallest budget, but is "
                            + strategy.maxBudget().get());
        }
    }

    private void refuse(String key, Optional<?> given, boolean known) {
        if (given.isPresent() && !known) {
            problems.add(
                    "strategy." + key,
                    "has no meaning for the kind " + config.strategy().kind().label() + "; take it out");
        }
    }
}
