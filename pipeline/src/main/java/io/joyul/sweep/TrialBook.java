package io.joyul.sweep;

import io.joyul.config.SweepConfig.Metric;
import io.joyul.sweep.Trial.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What the {@link Conductor} keeps of one trial. */
final class TrialBook {
    private final LongToDoubleFunction seconds;
    private final Metric metric;
    private final Map<Integer, Event.Reported> reports = new TreeMap<>();
    private @Nullable Assignment assignment;
    private List<Measure> curve = List.of();
    private Status status = Status.RUNNING;
    private Cost cost = Cost.none();
    private String checkpoint = "";
    private String error = "";
    private boolean out;
    private boolean leaving;
    private int lost;
    private long begun;
    private long ended;

    /** @param seconds from the sweep's start to a time */
    TrialBook(LongToDoubleFunction seconds, Metric metric) {
        this.seconds = seconds;
        this.metric = metric;
    }

    int number() {
        return assignment().trial();
    }

    /** The newest, with the budget that the last verdict allowed. */
    Assignment assignment() {
        return Objects.requireNonNull(assignment);
    }

    /** Whether it has a slot, or should have one. */
    boolean isOut() {
        return out;
    }

    void assign(Event.Assigned event) {
        begun = assignment == null ? event.at() : begun;
        ended = event.at();
        // One that goes on keeps where it came from.
        Assignment first = assignment == null ? event.assignment() : assignment;
        assignment =
                new Assignment(first.trial(), first.point(), event.assignment().until(), first.parent(), first.from());
        status = Status.RUNNING;
        leaving = out;
        out = true;
    }

    /** Whether it was given new work while its slot was still busy with its old one. */
    boolean isLeaving() {
        return leaving;
    }

    /** Its slot, or the next one, goes on with its new work. */
    void stay() {
        leaving = false;
    }

    /** What was answered at a budget. */
    Optional<Verdict> verdict(int budget) {
        return Optional.ofNullable(reports.get(budget)).map(Event.Reported::verdict);
    }

    void report(Event.Reported event, int nextBudget) {
        reports.put(event.budget(), event);
        // Whoever tells more has stayed.
        stay();
        ended = event.at();
        Assignment now = assignment();
        switch (event.verdict()) {
            case GO_ON ->
                assignment = new Assignment(
                        now.trial(), now.point(), Math.max(now.until(), nextBudget), now.parent(), now.from());
            case PAUSE -> status = Status.PAUSED;
            case STOP -> {
                status = Status.STOPPED;
                assignment = new Assignment(now.trial(), now.point(), event.budget(), now.parent(), now.from());
            }
            case DONE -> status = Status.DONE;
        }
    }

    /** Whether its last verdict let it go on, or there was none yet. */
    boolean goesOn() {
        return out && !leaving && status == Status.RUNNING;
    }

    Measure measure(int budget) {
        return Objects.requireNonNull(reports.get(budget), "no report at that budget")
                .measure();
    }

    List<Event.Reported> reports() {
        return List.copyOf(reports.values());
    }

    /** At its last report. */
    double loss() {
        return last().map(report ->
                        metric.loss(report.measure().devLoss(), report.measure().accuracy()))
                .orElse(Double.POSITIVE_INFINITY);
    }

    private Optional<Event.Reported> last() {
        return reports.values().stream().reduce((earlier, later) -> later);
    }

    void rest(Event.Rested event) {
        cost = cost.plus(event.cost());
        curve = event.curve();
        checkpoint = event.checkpoint();
        out = leaving;
        leaving = false;
    }

    void lose(Event.Lost event) {
        cost = cost.plus(event.cost());
        stay();
        lost++;
    }

    void fail(Event.Failed event) {
        cost = cost.plus(event.cost());
        status = Status.FAILED;
        error = "[" + event.code() + "] " + event.message();
        ended = event.at();
        out = false;
    }

    boolean hasFailed() {
        return status == Status.FAILED;
    }

    Trial trial() {
        Optional<Event.Reported> last = last();
        List<Measure> seen = new ArrayList<>(curve);
        // A trial that is at work has told more than it had when it last rested.
        reports.values().stream()
                .map(Event.Reported::seen)
                .filter(told -> seen.stream().noneMatch(known -> known.globalStep() == told.globalStep()))
                .forEach(seen::add);
        seen.sort(Comparator.comparingInt(Measure::globalStep));
        return new Trial(
                number(),
                assignment().point(),
                assignment().parent(),
                assignment().from(),
                status,
                last.map(Event.Reported::budget).orElse(0),
                last.map(report -> metric.value(
                                report.measure().devLoss(), report.measure().accuracy()))
                        .orElse(Double.NaN),
                seen,
                cost,
                lost,
                seconds.applyAsDouble(begun),
                seconds.applyAsDouble(ended),
                checkpoint,
                error);
    }
}
