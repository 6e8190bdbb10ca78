package io.joyul.job;

import io.joyul.preprocess.PreprocessResult;
import io.joyul.stage.StageLedger.Outcome;
import io.joyul.train.TrainingResult;
import java.util.Optional;

/**
 * What all stages of a run came to, whether they were done now or before.
 *
 * @param pretrain empty when the run file has no pretraining
 * @param fromScratch empty when it asks for no comparison
 */
record RunOutcome(
        Outcome<PreprocessResult> preprocess,
        Optional<Outcome<TrainingResult>> pretrain,
        Outcome<TrainingResult> train,
        Optional<Outcome<TrainingResult>> fromScratch,
        Outcome<Evaluation> evaluation) {}
