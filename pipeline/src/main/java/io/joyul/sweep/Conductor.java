package io.joyul.sweep;

import io.joyul.config.SweepConfig.Metric;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Stands between a strategy and those who run its trials: hands out work, hears scores, and writes everything down before
 * it answers. Made over the journal of a driver that died, it goes on where that one was: what had ended is not run again,
 * and what was running is handed out once more, to go on from its checkpoint. Where nothing came of it but failures for
 * want of a resource, or it is of another sweep and nothing came of it at all, it begins anew. Safe for threads.
 */
public final class Conductor {
    private final Strategy strategy;
    private final Metric metric;
    private final Journal journal;
    private final InstantSource clock;
    private final Map<Integer, TrialBook> books = new TreeMap<>();
    private final Deque<Integer> waiting = new ArrayDeque<>();
    /** They wait for another trial, and keep nobody from a slot. */
    private final Deque<Integer> putOff = new ArrayDeque<>();

    private final List<Retraining> retrainings = new ArrayList<>();
    private final List<Event.Resumed> outages = new ArrayList<>();
    private long began;
    private boolean closed;

    /**
     * @param fingerprint of everything that decides the trials
     * @throws JoyulException {@code USAGE} when something came of another sweep, whose journal it is
     */
    public Conductor(Strategy strategy, Metric metric, Journal journal, String fingerprint, InstantSource clock) {
        this.strategy = strategy;
        this.metric = metric;
        this.journal = journal;
        this.clock = clock;
        List<Event> earlier = sinceBegun(journal.events());
        // Whoever mends the file of a sweep that could not begin to train has another sweep then.
        if (isWorthAnotherTry(earlier) || isUnused(earlier) && !isOf(earlier, fingerprint)) {
            earlier = List.of();
        }
        this.began = clock.millis();
        if (earlier.isEmpty()) {
            journal.add(new Event.Begun(began, fingerprint));
        }
        for (Event event : earlier) {
            replay(event, fingerprint);
        }
        if (!earlier.isEmpty() && !isOver()) {
            Event.Resumed event = new Event.Resumed(
                    clock.millis(), earlier.get(earlier.size() - 1).at());
            journal.add(event);
            outages.add(event);
        }
        books.values().stream().filter(TrialBook::isOut).forEach(book -> {
            book.stay();
            waiting.add(book.number());
        });
    }

    private static List<Event> sinceBegun(List<Event> events) {
        int begun = 0;
        for (int i = 0; i < events.size(); i++) {
            begun = events.get(i) instanceof Event.Begun ? i : begun;
        }
        return events.subList(begun, events.size());
    }

    /**
     * Whether all trials failed before any told a score, and all for want of a resource: the next driver over this journal
     * begins anew. Nothing is lost by that, and no strategy has to take a failed trial back.
     */
    public synchronized boolean isWorthAnotherTry() {
        return isWorthAnotherTry(sinceBegun(journal.events()));
    }

    private static boolean isWorthAnotherTry(List<Event> events) {
        Set<Integer> begun = new HashSet<>();
        Set<Integer> failed = new HashSet<>();
        for (Event event : events) {
            if (event instanceof Event.Assigned assigned) {
                begun.add(assigned.assignment().trial());
            } else if (event instanceof Event.Failed failure) {
                failed.add(failure.trial());
            }
        }
        return isUnused(events) && !begun.isEmpty() && begun.equals(failed);
    }

    /** Whether no trial has told anything, or failed but for want of a resource. */
    private static boolean isUnused(List<Event> events) {
        return events.stream()
                .noneMatch(event -> event instanceof Event.Reported
                        || event instanceof Event.Rested
                        || event instanceof Event.Retrained
                        || event instanceof Event.Failed failure
                                && !ErrorCode.valueOf(failure.code()).kind().worthRetry());
    }

    private static boolean isOf(List<Event> events, String fingerprint) {
        return events.stream()
                .anyMatch(event -> event instanceof Event.Begun begun
                        && begun.fingerprint().equals(fingerprint));
    }

    private void replay(Event event, String fingerprint) {
        if (event instanceof Event.Begun begun) {
            began = begun.at();
            require(begun.fingerprint().equals(fingerprint));
        } else if (event instanceof Event.Resumed resumed) {
            outages.add(resumed);
        } else if (event instanceof Event.Assigned assigned) {
            require(strategy.next().equals(Optional.of(assigned.assignment())));
            enter(assigned);
        } else if (event instanceof Event.Reported reported) {
            require(strategy.report(score(reported.trial(), reported.budget(), reported.measure()))
                    == reported.verdict());
            enter(reported);
        } else if (event instanceof Event.Rested rested) {
            book(rested.trial()).rest(rested);
        } else if (event instanceof Event.Lost lost) {
            book(lost.trial()).lose(lost);
        } else if (event instanceof Event.Failed failed) {
            strategy.failed(failed.trial());
            book(failed.trial()).fail(failed);
        } else if (event instanceof Event.Retrained retrained) {
            enter(retrained.retraining());
        }
    }

    private static void require(boolean asBefore) {
        if (!asBefore) {
            throw new JoyulException(
                    ErrorCode.USAGE,
                    "the output folder holds the journal of another sweep: its space, strategy, seed, run file or data"
                            + " have changed since. Give this one another output, or remove that folder");
        }
    }

    /**
     * Work for a slot; waits for it.
     *
     * @return empty when the sweep is over
     */
    public synchronized Optional<Assignment> take() {
        while (!closed) {
            Optional<Assignment> work = next();
            if (work.isPresent()) {
                return work;
            }
            if (isOver()) {
                notifyAll();
                return Optional.empty();
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Work for a slot, if there is any now. */
    public synchronized Optional<Assignment> next() {
        if (!waiting.isEmpty()) {
            return Optional.of(book(waiting.remove()).assignment());
        }
        while (true) {
            Optional<Assignment> work = strategy.next();
            if (work.isEmpty()) {
                return Optional.ofNullable(putOff.poll())
                        .map(trial -> book(trial).assignment());
            }
            Event.Assigned event = new Event.Assigned(clock.millis(), work.get());
            journal.add(event);
            enter(event);
            // Its slot may still be busy with leaving; it is handed out when that is done.
            if (!book(work.get().trial()).isLeaving()) {
                return Optional.of(book(work.get().trial()).assignment());
            }
        }
    }

    private void enter(Event.Assigned event) {
        Assignment assignment = event.assignment();
        books.computeIfAbsent(assignment.trial(), number -> new TrialBook(this::seconds, metric))
                .assign(event);
    }

    /** Hears a trial that is compared by what the dev split says of it now. */
    public Verdict report(int trial, int budget, Measure measure) {
        return report(trial, budget, measure, measure);
    }

    /**
     * Hears a trial at one of the strategy's budgets. Asked again at the same one, it answers again.
     *
     * @param measure what it is compared by
     * @param seen what the dev split says of it now
     */
    public synchronized Verdict report(int trial, int budget, Measure measure, Measure seen) {
        TrialBook book = book(trial);
        if (budget < book.assignment().until()) {
            // Where others are asked it need not ask, or it was allowed on from there before.
            book.stay();
            return Verdict.GO_ON;
        }
        Optional<Verdict> known = book.verdict(budget);
        if (known.isPresent()) {
            return known.get();
        }
        Verdict verdict = strategy.report(score(trial, budget, measure));
        Event.Reported event = new Event.Reported(clock.millis(), trial, budget, measure, seen, verdict);
        journal.add(event);
        enter(event);
        notifyAll();
        return verdict;
    }

    private void enter(Event.Reported event) {
        int next = strategy.budgets().stream()
                .filter(budget -> budget > event.budget())
                .findFirst()
                .orElse(event.budget());
        book(event.trial()).report(event, next);
    }

    private Score score(int trial, int budget, Measure measure) {
        return new Score(
                trial, book(trial).assignment().point(), budget, metric.loss(measure.devLoss(), measure.accuracy()));
    }

    /** Whether a trial's last verdict let it go on. */
    public synchronized boolean goesOn(int trial) {
        return book(trial).goesOn();
    }

    /** Whether a trial is at work, or about to be: it has checkpoints to write yet. */
    public synchronized boolean isOut(int trial) {
        return book(trial).isOut();
    }

    /** What a trial told at a budget. */
    public synchronized Measure measure(int trial, int budget) {
        return book(trial).measure(budget);
    }

    /** A trial's slot is free again, as its last verdict said. */
    public synchronized void rested(int trial, Cost cost, List<Measure> curve, String checkpoint) {
        Event.Rested event = new Event.Rested(clock.millis(), trial, cost, curve, checkpoint);
        journal.add(event);
        book(trial).rest(event);
        if (book(trial).isOut()) {
            waiting.add(trial);
        }
        notifyAll();
    }

    /** A trial's slot is gone, and the trial goes back to the queue. */
    public synchronized void lost(int trial, Cost cost, String why) {
        Event.Lost event = new Event.Lost(clock.millis(), trial, cost, why);
        journal.add(event);
        book(trial).lose(event);
        waiting.add(trial);
        notifyAll();
    }

    /** Nothing can be done yet of what was taken: all that can goes before. */
    public synchronized void putOff(int trial) {
        putOff.add(trial);
        notifyAll();
    }

    /** A trial has failed; the sweep goes on. */
    public synchronized void failed(int trial, Cost cost, String code, String message) {
        Event.Failed event = new Event.Failed(clock.millis(), trial, cost, code, message);
        strategy.failed(trial);
        journal.add(event);
        book(trial).fail(event);
        notifyAll();
    }

    /** A trial was trained with another seed, or failed at that. */
    public synchronized void retrained(Retraining retraining) {
        journal.add(new Event.Retrained(clock.millis(), retraining));
        enter(retraining);
    }

    private void enter(Retraining retraining) {
        retrainings.removeIf(earlier -> earlier.isOf(retraining.trial(), retraining.seed()));
        retrainings.add(retraining);
    }

    /** Whether a trial need not be trained with a seed any more; one that was lost is worth another try. */
    public synchronized boolean isRetrained(int trial, long seed) {
        return retrainings.stream().anyMatch(known -> known.isOf(trial, seed) && !known.lost());
    }

    /** Nobody gets work any more; those who wait for it are sent home. */
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Whether all trials have ended and none will follow. */
    public synchronized boolean isOver() {
        return strategy.isOver() && waiting.isEmpty() && books.values().stream().noneMatch(TrialBook::isOut);
    }

    /** All trials so far, by number. */
    public synchronized List<Trial> trials() {
        return books.values().stream().map(TrialBook::trial).toList();
    }

    /** One of them. */
    public synchronized Trial trial(int number) {
        return book(number).trial();
    }

    /** The trial with the best score of those that got furthest; empty before the first score. */
    public synchronized Optional<Trial> best() {
        return bestFirst().stream().findFirst();
    }

    /** Trials with a score, the best of those that got furthest first, then those of the budget below. */
    public synchronized List<Trial> bestFirst() {
        return trials().stream()
                .filter(trial -> trial.budget() > 0 && trial.status() != Trial.Status.FAILED)
                .filter(trial -> Double.isFinite(trial.score()))
                .sorted(Comparator.comparingInt(Trial::budget)
                        .reversed()
                        .thenComparingDouble(trial -> book(trial.number()).loss())
                        .thenComparingInt(Trial::number))
                .toList();
    }

    /** All that trials have told, as the strategy heard it. */
    public synchronized List<Score> scores() {
        return books.values().stream()
                .flatMap(book -> book.reports().stream())
                .map(report -> score(report.trial(), report.budget(), report.measure()))
                .toList();
    }

    /**
     * The best score so far and when it was told, each time that it got better or was told at a larger budget than any
     * before. What {@link #best} goes by: scores of different budgets do not compare, and failed trials do not count.
     */
    public synchronized List<Best> bestOverTime() {
        List<Best> steps = new ArrayList<>();
        int furthest = 0;
        double lowest = Double.POSITIVE_INFINITY;
        Set<Integer> failed = books.values().stream()
                .filter(TrialBook::hasFailed)
                .map(TrialBook::number)
                .collect(Collectors.toSet());
        List<Event.Reported> told = books.values().stream()
                .flatMap(book -> book.reports().stream())
                .sorted(Comparator.comparingLong(Event.Reported::at))
                .toList();
        for (int before = 0; before < told.size(); before++) {
            Event.Reported report = told.get(before);
            if (failed.contains(report.trial())) {
                continue;
            }
            double devLoss = report.measure().devLoss();
            double accuracy = report.measure().accuracy();
            double loss = metric.loss(devLoss, accuracy);
            boolean further = report.budget() > furthest;
            if (Double.isFinite(loss) && (further || report.budget() == furthest && loss < lowest)) {
                furthest = report.budget();
                lowest = loss;
                steps.add(new Best(seconds(report.at()), before, report.trial(), metric.value(devLoss, accuracy)));
            }
        }
        return steps;
    }

    /**
     * A score that no earlier one had reached at its budget.
     *
     * @param seconds since the sweep was begun, but for those without a driver
     * @param before scores that were told earlier, by all trials: with time it only grows, though a trial that fails
     *     takes its bests away
     */
    public record Best(double seconds, int before, int trial, double score) {}

    /** A guess at how much of the sweep is done, 0 to 1: the budget that was trained of the most that may be. */
    public synchronized double share() {
        return isOver() ? 1 : strategy.share();
    }

    /** All retrainings so far, of those that were tried again the last. */
    public synchronized List<Retraining> retrainings() {
        return List.copyOf(retrainings);
    }

    /** From the sweep's start to a time, but for what passed without a driver: nobody worked then. */
    private double seconds(long at) {
        long away = outages.stream()
                .filter(outage -> outage.at() <= at)
                .mapToLong(Event.Resumed::away)
                .sum();
        return (at - began - away) / 1e3;
    }

    private TrialBook book(int trial) {
        TrialBook book = books.get(trial);
        if (book == null) {
            throw new IllegalStateException("trial " + trial + " was never begun");
        }
        return book;
    }
}
