package io.joyul.sweep;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that happened in a sweep, as its journal keeps it. Times are milliseconds since 1970. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "what")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Event.Begun.class, name = "begun"),
    @JsonSubTypes.Type(value = Event.Resumed.class, name = "resumed"),
    @JsonSubTypes.Type(value = Event.Assigned.class, name = "assigned"),
    @JsonSubTypes.Type(value = Event.Reported.class, name = "reported"),
    @JsonSubTypes.Type(value = Event.Rested.class, name = "rested"),
    @JsonSubTypes.Type(value = Event.Lost.class, name = "lost"),
    @JsonSubTypes.Type(value = Event.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = Event.Retrained.class, name = "retrained")
})
sealed interface Event {
    /** When it happened. */
    long at();

    /**
     * The sweep was begun.
     *
     * @param fingerprint of everything that decides its trials
     */
    record Begun(long at, String fingerprint) implements Event {}

    /**
     * Another driver went on with a sweep that was not over.
     *
     * @param since when the driver before was last heard of
     */
    record Resumed(long at, long since) implements Event {
        /** Milliseconds without a driver, or with one that did nothing which is left. A clock may have been set back. */
        long away() {
            return Math.max(0, at - since);
        }
    }

    /** A slot was given work. */
    record Assigned(long at, Assignment assignment) implements Event {}

    /**
     * A trial told its score.
     *
     * @param measure what it is compared by
     * @param seen what the dev split said at that time
     */
    record Reported(long at, int trial, int budget, Measure measure, Measure seen, Verdict verdict) implements Event {
        /** @param seen null, in a journal that says nothing of it: the same */
        public Reported(long at, int trial, int budget, Measure measure, @Nullable Measure seen, Verdict verdict) {
            this.at = at;
            this.trial = trial;
            this.budget = budget;
            this.measure = measure;
            this.seen = seen == null ? measure : seen;
            this.verdict = verdict;
        }
    }

    /**
     * A trial's slot is free again, for it paused, was stopped or is done.
     *
     * @param curve of the whole trial so far
     * @param checkpoint its last one
     */
    record Rested(long at, int trial, Cost cost, List<Measure> curve, String checkpoint) implements Event {
        public Rested {
            curve = List.copyOf(curve);
        }
    }

    /** A trial's slot was lost; the trial waits for another one. */
    record Lost(long at, int trial, Cost cost, String why) implements Event {}

    /** A trial failed. */
    record Failed(long at, int trial, Cost cost, String code, String message) implements Event {}

    /** A trial was trained once more from the start, with another seed, well or not. */
    record Retrained(long at, Retraining retraining) implements Event {}
}
