package io.joyul.report;

import java.time.Instant;
import java.util.List;

/**
 * Which run this is and how to repeat it.
 *
 * @param name of the run
 * @param started when the job began
 * @param seconds from then to the report
 * @param seed that every draw came from
 * @param command the line that started it
 * @param environment versions and hardware
 */
public record RunFacts(
        String name, Instant started, double seconds, long seed, String command, List<Fact> environment) {
    public RunFacts {
        environment = List.copyOf(environment);
    }
}
