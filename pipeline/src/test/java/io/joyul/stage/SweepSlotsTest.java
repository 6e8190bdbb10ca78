package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.config.StrategyConfig.Unit;
import io.joyul.config.TrainingConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.sweep.Assignment;
import io.joyul.sweep.Point;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SweepSlotsTest extends OnLocalSpark {
    private TrainingConfig ranks(int ranks) {
        return new TinyBench(folder.toString(), 1, ranks, List.of(1), Unit.EPOCHS)
                .training(new Assignment(0, new Point(Map.of("rate", "0.01")), 1, Assignment.NONE, 0));
    }

    @Test
    void aTrialThatHadRoomBeforeWaitsForTheOthersAndIsNotRefused() throws Exception {
        SweepSlots slots = new SweepSlots(spark, 1);
        CompletableFuture<Optional<JoyulException>> waiting;
        try (SweepSlots.Claim small = slots.claim(ranks(1), false);
                SweepSlots.Claim never = slots.claim(ranks(3), false)) {
            assertThat(small.await()).isEmpty();
            assertThat(never.await()).as("the cluster was never larger").isPresent();
            SweepSlots.Claim large = slots.claim(ranks(3), true);
            waiting = CompletableFuture.supplyAsync(() -> await(large));
            TimeUnit.SECONDS.sleep(2);
            assertThat(waiting).as("another is at work").isNotDone();
        }
        assertThat(waiting)
                .failsWithin(30, TimeUnit.SECONDS)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RANKS_NOT_SCHEDULABLE));
    }

    private static Optional<JoyulException> await(SweepSlots.Claim claim) {
        try {
            return claim.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
