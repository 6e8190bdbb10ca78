package io.joyul.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds keys about the length and pace of a stage that contradict each other. */
final class ScheduleKeys {
    private ScheduleKeys() {}

    static void check(String stage, ScheduleConfig schedule, Problems problems) {
        List<String> wrong = new ArrayList<>();
        boolean cosine = schedule.kind() == ScheduleConfig.Kind.COSINE;
        boolean plateau = schedule.kind() == ScheduleConfig.Kind.REDUCE_ON_PLATEAU;
        boolean oneCycle = schedule.kind() == ScheduleConfig.Kind.ONE_CYCLE;
        refuse(wrong, "floor", schedule.floor(), cosine || plateau);
        refuse(wrong, "cycles", schedule.cycles(), cosine);
        refuse(wrong, "ratio", schedule.ratio(), schedule.kind() == ScheduleConfig.Kind.SLANTED_TRIANGULAR);
        refuse(wrong, "start-divisor", schedule.startDivisor(), oneCycle);
        refuse(wrong, "end-divisor", schedule.endDivisor(), oneCycle);
        refuse(wrong, "factor", schedule.factor(), plateau);
        refuse(wrong, "patience", schedule.patience(), plateau);
        refuse(wrong, "threshold", schedule.threshold(), plateau);
        refuse(wrong, "cooldown", schedule.cooldown(), plateau);
        wrong.forEach(key -> problems.add(
                stage + ".schedule." + key,
                "has no meaning for the kind " + KeyNames.of(schedule.kind()) + "; take it out"));
    }

    /** The best epoch is what a stage that may end early is for, so its checkpoint must not go. */
    static void checkBest(
            String stage, Optional<EarlyStoppingConfig> earlyStopping, TrainingConfig training, Problems problems) {
        if (earlyStopping.isPresent() && training.keepBest() == 0) {
            problems.add(
                    "training.keep-best",
                    "must be at least 1 beside " + stage + ".early-stopping, which uses the best epoch, but is 0");
        }
    }

    private static void refuse(List<String> wrong, String key, Optional<?> given, boolean known) {
        if (given.isPresent() && !known) {
            wrong.add(key);
        }
    }
}
