package io.joyul.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds parameters of a schedule that the chosen kind does not have. */
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

    private static void refuse(List<String> wrong, String key, Optional<?> given, boolean known) {
        if (given.isPresent() && !known) {
            wrong.add(key);
        }
    }
}
