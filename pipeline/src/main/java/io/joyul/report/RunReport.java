package io.joyul.report;

import io.joyul.evaluate.ClassificationResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a report tells, as values.
 *
 * @param model parameters, layers and the like
 * @param evaluatedSplit the split that {@code evaluation} was made on
 * @param fromScratch null when the run did not train the model from random weights for comparison
 * @param runFile the resolved run file, as YAML
 */
public record RunReport(
        RunFacts run,
        DataSummary data,
        List<Fact> model,
        List<TrainingCurve> training,
        String evaluatedSplit,
        ClassificationResult evaluation,
        @Nullable FromScratch fromScratch,
        List<StageTiming> stages,
        String runFile) {
    public RunReport {
        model = List.copyOf(model);
        training = List.copyOf(training);
        stages = List.copyOf(stages);
    }
}
