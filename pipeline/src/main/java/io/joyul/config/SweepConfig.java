package io.joyul.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One sweep file, whole and checked: which keys of a run file are tried with which values, and how.
 *
 * @param name what the report calls the sweep
 * @param run path of the run file that every trial starts from
 * @param set {@code key=value} settings that all trials have in common
 * @param output folder on any Hadoop file system
 * @param seed of the draws of points; what a trial draws comes from the run file's own
 * @param metric of the dev split that trials are compared by
 * @param parallel trials at once; 0: as many as the cluster has room for
 * @param space the keys that are tried
 * @param strategy which trials there are, and how long each trains
 * @param keep trials whose checkpoints stay when the sweep is over, the best first
 * @param retrain the best ones once more, with other seeds
 */
public record SweepConfig(
        String name,
        String run,
        @Default("[]") List<String> set,
        String output,
        @Default("1") long seed,
        @Default("dev-accuracy") Metric metric,
        @Default("0") @Within("[0, 4096]") int parallel,
        @Default("[]") List<DimensionConfig> space,
        StrategyConfig strategy,
        @Default("1") @Within("[1, 100000]") int keep,
        RetrainConfig retrain) {

    public SweepConfig {
        set = List.copyOf(set);
        space = List.copyOf(space);
    }

    /** What is better. */
    public enum Metric {
        DEV_LOSS {
            @Override
            public double value(double devLoss, double accuracy) {
                return devLoss;
            }

            @Override
            public double loss(double devLoss, double accuracy) {
                return devLoss;
            }
        },
        DEV_ACCURACY {
            @Override
            public double value(double devLoss, double accuracy) {
                return accuracy;
            }

            @Override
            public double loss(double devLoss, double accuracy) {
                return -accuracy;
            }
        };

        /** As people know it. */
        public abstract double value(double devLoss, double accuracy);

        /** The smaller, the better. */
        public abstract double loss(double devLoss, double accuracy);

        /** The name in a sweep file. */
        public String label() {
            return KeyNames.of(this);
        }
    }

    /**
     * One key with what it may be; exactly one of the five is given. In a file the key is that of the section.
     *
     * @param choice one of these, which have no order; each is YAML, as after {@code --set KEY=}
     * @param uniform two numbers
     * @param logUniform two numbers above 0
     * @param integer two whole numbers, both included
     * @param quantised the lowest, the highest and the step
     * @param when other keys and the values that they must have for this one to be there; alternatives between bars
     */
    public record DimensionConfig(
            String key,
            Optional<List<String>> choice,
            Optional<List<String>> uniform,
            Optional<List<String>> logUniform,
            Optional<List<String>> integer,
            Optional<List<String>> quantised,
            @Default("{}") Map<String, String> when) {
        public DimensionConfig {
            when = Map.copyOf(when);
        }
    }

    /**
     * What is trained again when the trials are over.
     *
     * @param trials of these, the best ones; 0: none
     * @param seeds that each is trained with
     */
    public record RetrainConfig(
            @Default("0") @Within("[0, 1000]") int trials,
            @Default("[]") List<String> seeds) {
        public RetrainConfig {
            seeds = List.copyOf(seeds);
        }
    }
}
