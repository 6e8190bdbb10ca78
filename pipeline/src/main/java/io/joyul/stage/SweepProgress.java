package io.joyul.stage;

import io.joyul.sweep.Conductor;
import io.joyul.sweep.Retraining;
import io.joyul.sweep.Trial;
import io.joyul.sweep.Trial.Status;
import io.joyul.train.LogEntry;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One line for all trials at once; of each trial only what is worth a line of its own. */
final class SweepProgress {
    private final Conductor conductor;
    private final Progress progress;

    SweepProgress(Conductor conductor, Progress progress) {
        this.conductor = conductor;
        this.progress = progress;
    }

    void begin() {
        int known = conductor.trials().size();
        progress.begin("sweep", known == 0 ? "from the start" : "going on after " + known + " trials");
    }

    /** Something has changed. */
    void told() {
        List<Trial> trials = conductor.trials();
        long running = count(trials, Status.RUNNING);
        String best = conductor
                .best()
                .map(trial -> String.format(Locale.ROOT, " · best %.4f (trial %d)", trial.score(), trial.number()))
                .orElse("");
        progress.update(
                conductor.share(),
                "%d trials, %d at work, %d failed%s"
                        .formatted(trials.size(), running, count(trials, Status.FAILED), best));
    }

    void end() {
        List<Trial> trials = conductor.trials();
        Optional<Trial> longest = trials.stream().max(Comparator.comparingInt(Trial::budget));
        progress.end("%d trials: %d whole, %d paused or stopped, %d failed; the longest had %d"
                .formatted(
                        trials.size(),
                        count(trials, Status.DONE),
                        count(trials, Status.PAUSED) + count(trials, Status.STOPPED),
                        count(trials, Status.FAILED),
                        longest.map(Trial::budget).orElse(0)));
    }

    void beginAgain(int trainings) {
        progress.begin("retrain", trainings + " trainings with other seeds");
    }

    void endAgain() {
        List<Retraining> all = conductor.retrainings();
        progress.end("%d trainings with other seeds, %d failed"
                .formatted(
                        all.size(), all.stream().filter(Retraining::hasFailed).count()));
    }

    void note(String line) {
        progress.note(line);
    }

    private static long count(List<Trial> trials, Status status) {
        return trials.stream().filter(trial -> trial.status() == status).count();
    }

    /** What a trial's own stage has to say. */
    Progress of(String stage) {
        return new Progress() {
            @Override
            public void begin(String name, String detail) {}

            @Override
            public void update(double done, String detail) {}

            @Override
            public void end(String summary) {}

            @Override
            public void note(String line) {
                progress.note(line.startsWith(stage) ? line : stage + ": " + line);
            }

            @Override
            public void curve(String name, List<LogEntry> entries) {
                progress.curve(name, entries);
            }
        };
    }
}
