package io.joyul.tracking;

import java.util.ArrayList;
import java.util.List;

/** Cuts events into those that one request can tell. */
final class Batches {
    private Batches() {}

    /**
     * Runs of figures of one run stay together, up to a limit; every other event stands alone.
     *
     * @param most values in all figures of a batch
     */
    static List<List<TrackingEvent>> of(List<TrackingEvent> events, int most) {
        List<List<TrackingEvent>> batches = new ArrayList<>();
        List<TrackingEvent> current = new ArrayList<>();
        int values = 0;
        for (TrackingEvent event : events) {
            int more = event instanceof TrackingEvent.Figures figures
                    ? figures.values().size()
                    : most;
            boolean joins = !current.isEmpty()
                    && event instanceof TrackingEvent.Figures
                    && current.get(0) instanceof TrackingEvent.Figures
                    && current.get(0).run().equals(event.run())
                    && values + more <= most;
            if (!joins) {
                current = new ArrayList<>();
                batches.add(current);
                values = 0;
            }
            current.add(event);
            values += more;
        }
        return batches;
    }
}
