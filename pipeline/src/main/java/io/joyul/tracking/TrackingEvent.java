package io.joyul.tracking;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;

/** One thing that a tracking server is told. Times are in milliseconds since 1970; a run is named by its key. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TrackingEvent.Began.class, name = "began"),
    @JsonSubTypes.Type(value = TrackingEvent.Parameters.class, name = "parameters"),
    @JsonSubTypes.Type(value = TrackingEvent.Figures.class, name = "figures"),
    @JsonSubTypes.Type(value = TrackingEvent.Tags.class, name = "tags"),
    @JsonSubTypes.Type(value = TrackingEvent.Artifact.class, name = "artifact"),
    @JsonSubTypes.Type(value = TrackingEvent.Ended.class, name = "ended")
})
public sealed interface TrackingEvent {
    /** The key of the run that it is about. */
    String run();

    /** How a run ended. */
    enum Status {
        FINISHED,
        FAILED,
        /** Ended on purpose before its end, as a sweep does with a poor trial. */
        KILLED
    }

    /**
     * A run begins, or goes on.
     *
     * @param parent key of the run that it belongs to; empty: none
     * @param name for people
     */
    record Began(String run, String parent, String name, long millis) implements TrackingEvent {}

    /** What the run was asked for; values never change. */
    record Parameters(String run, Map<String, String> values) implements TrackingEvent {
        public Parameters {
            values = Map.copyOf(values);
        }
    }

    /**
     * One point of one or more curves.
     *
     * @param curve whose points come in the order of their steps
     */
    record Figures(String run, String curve, long millis, int step, Map<String, Double> values)
            implements TrackingEvent {
        public Figures {
            values = Map.copyOf(values);
        }
    }

    /** What may change, such as a host; the last value counts. */
    record Tags(String run, Map<String, String> values) implements TrackingEvent {
        public Tags {
            values = Map.copyOf(values);
        }
    }

    /**
     * A file to keep beside the run.
     *
     * @param path where it lies; read when it is sent
     * @param folder among the run's artefacts; empty: at their root
     */
    record Artifact(String run, String path, String folder) implements TrackingEvent {}

    /** A run is over. */
    record Ended(String run, Status status, long millis) implements TrackingEvent {}
}
