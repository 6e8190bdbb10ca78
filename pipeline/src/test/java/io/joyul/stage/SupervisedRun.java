package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.train.TrainingResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;

/** A training stage on a thread of its own, whose progress a test waits for. */
final class SupervisedRun implements Progress {
    private static final Pattern STEP = Pattern.compile("step (\\d+)/");
    private static final long LIMIT_SECONDS = 300;

    private final CompletableFuture<TrainingResult> result;
    private final List<String> notes = new ArrayList<>();
    private int step;
    private int attempts;
    private long trainedAt;
    private int trainedAttempt = -1;

    SupervisedRun(SparkSession spark, TrainingTask task) {
        result = CompletableFuture.supplyAsync(() -> TrainingStage.run(spark, task, this), runnable -> {
            Thread thread = new Thread(runnable, "run of " + task.stage());
            thread.setDaemon(true);
            thread.start();
        });
    }

    /** The stage's result, or its failure. */
    TrainingResult await() throws InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        }
    }

    /** Waits for the end, whatever it is. */
    void awaitEnd() throws InterruptedException, TimeoutException {
        try {
            var ended = result.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException anyEnd) {
            // The test has seen it, or failed of something else.
        }
    }

    boolean isDone() {
        return result.isDone();
    }

    @Override
    public void begin(String stage, String detail) {}

    @Override
    public synchronized void update(double done, String detail) {
        Matcher found = STEP.matcher(detail);
        if (found.find()) {
            step = Integer.parseInt(found.group(1));
            if (trainedAttempt < attempts) {
                trainedAttempt = attempts;
                trainedAt = System.nanoTime();
            }
        }
    }

    @Override
    public void end(String summary) {}

    @Override
    public synchronized void note(String line) {
        notes.add(line);
        if (line.contains("going on from the last checkpoint")) {
            attempts++;
        }
    }

    synchronized List<String> notes() {
        return List.copyOf(notes);
    }

    void awaitStep(int wanted) throws InterruptedException {
        awaitThat("step " + wanted, () -> step >= wanted);
    }

    /** The note that contains a text. */
    String awaitNote(String text) throws InterruptedException {
        awaitThat(text, () -> notes.stream().anyMatch(note -> note.contains(text)));
        return notes().stream().filter(note -> note.contains(text)).findFirst().orElseThrow();
    }

    /** When the first step after a new start was told, by {@code System.nanoTime}. */
    long awaitStepOfNextAttempt() throws InterruptedException {
        awaitThat("training again", () -> attempts > 0 && trainedAttempt == attempts);
        synchronized (this) {
            return trainedAt;
        }
    }

    private void awaitThat(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (true) {
            synchronized (this) {
                if (condition.getAsBoolean()) {
                    return;
                }
            }
            assertThat(result.isDone() && !result.isCompletedExceptionally())
                    .as("ended before there was: " + what + "; notes: " + notes())
                    .isFalse();
            if (result.isCompletedExceptionally()) {
                var failed = await();
            }
            assertThat(System.nanoTime())
                    .as("waiting for " + what + "; notes: " + notes())
                    .isLessThan(deadline);
            Thread.sleep(2);
        }
    }
}
