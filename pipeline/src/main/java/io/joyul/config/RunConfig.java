package io.joyul.config;

import java.util.Map;
import java.util.Optional;

/**
 * One run file, whole and checked: what {@code ./joyul run FILE} does from the raw rows to the report.
 *
 * <p>Keys in the file are the component names in kebab case ({@code gradient-accumulation-steps}). Defaults are filled
 * in by the loader; a value of this type is complete.
 *
 * @param name what the report calls the run
 * @param output folder on any Hadoop file system for shards, checkpoints and the report
 * @param seed the one number that every draw in the run comes from
 * @param pretrain absent when the run starts from a checkpoint or skips masked-language pretraining
 * @param publish absent when the model stays in the output folder
 * @param parameters values that stand for {@code ${parameters.NAME}} anywhere in the file, such as a date
 */
public record RunConfig(
        String name,
        String output,
        @Default("42") long seed,
        InputConfig input,
        PreprocessConfig preprocess,
        ModelConfig model,
        TrainingConfig training,
        Optional<PretrainConfig> pretrain,
        FineTuneConfig train,
        EvaluateConfig evaluate,
        TrackingConfig tracking,
        SparkConfig spark,
        Optional<PublishConfig> publish,
        @Default("{}") Map<String, String> parameters) {
    public RunConfig {
        parameters = Map.copyOf(parameters);
    }
}
