package io.joyul.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joyul.train.RankProfile.Span;
import io.joyul.train.StepProfile.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepProfileTest {
    /** Two micro-batches; two buckets travel beside the second backward, and beside each other. */
    private static RankProfile rank(int rank) {
        double t = 1_700_000_000_000_000.0 + rank;
        return new RankProfile(
                rank,
                2,
                20,
                List.of(
                        new Span(Phase.DATA, -1, t, t + 1_000),
                        new Span(Phase.FORWARD, 0, t + 1_000, t + 11_000),
                        new Span(Phase.BACKWARD, 0, t + 11_000, t + 31_000),
                        new Span(Phase.FORWARD, 2, t + 31_000, t + 41_000),
                        new Span(Phase.BACKWARD, 2, t + 41_000, t + 61_000),
                        new Span(Phase.ALL_REDUCE, -1, t + 50_000, t + 65_000),
                        new Span(Phase.ALL_REDUCE, -1, t + 60_000, t + 66_000),
                        new Span(Phase.OPTIMIZER, -1, t + 66_500, t + 70_000)));
    }

    @Test
    void theTableTellsEachPhaseOfEachRankAndWhatOverlaps() {
        assertThat(ProfileTable.lines(List.of(rank(0), rank(1))))
                .containsExactly(
                        "step 20, in ms                      rank 0              rank 1",
                        "data                                   1.0                 1.0",
                        "forward                    20.0 (2 × 10.0)     20.0 (2 × 10.0)",
                        "backward                   40.0 (2 × 20.0)     40.0 (2 × 20.0)",
                        "all-reduce                            16.0                16.0",
                        "  of it beside others                 11.0                11.0",
                        "optimizer                              3.5                 3.5",
                        "other                                  0.5                 0.5",
                        "the whole step                        70.0                70.0");
    }

    @Test
    void theTraceHasTheFormThatChromeReads() throws Exception {
        JsonNode trace = new ObjectMapper().readTree(ChromeTrace.content(List.of(rank(0), rank(1))));
        assertThat(trace.get("displayTimeUnit").asText()).isEqualTo("ms");
        Map<String, List<double[]>> byThread = new HashMap<>();
        List<String> names = new ArrayList<>();
        for (JsonNode event : trace.get("traceEvents")) {
            assertThat(event.get("name").isTextual()).isTrue();
            assertThat(event.get("pid").isInt()).isTrue();
            assertThat(event.get("tid").isInt()).isTrue();
            if (event.get("ph").asText().equals("M")) {
                names.add(event.get("args").get("name").asText());
                continue;
            }
            assertThat(event.get("ph").asText()).isEqualTo("X");
            assertThat(event.get("ts").asDouble()).isGreaterThanOrEqualTo(0);
            assertThat(event.get("dur").asDouble()).isGreaterThanOrEqualTo(0);
            byThread.computeIfAbsent(event.get("pid") + "/" + event.get("tid"), thread -> new ArrayList<>())
                    .add(new double[] {
                        event.get("ts").asDouble(),
                        event.get("ts").asDouble() + event.get("dur").asDouble()
                    });
        }
        assertThat(names).contains("rank 0", "rank 1", "work", "all-reduce 1", "all-reduce 2");
        assertThat(byThread).hasSize(6);
        // Chrome draws complete events of a thread right only where they do not cut one another.
        byThread.values().forEach(spans -> {
            spans.sort((left, right) -> Double.compare(left[0], right[0]));
            for (int i = 1; i < spans.size(); i++) {
                assertThat(spans.get(i)[0]).isGreaterThanOrEqualTo(spans.get(i - 1)[1] - 1e-3);
            }
        });
    }

    @Test
    void onlyTheStepThatWasAskedForIsTimed() {
        List<List<Span>> heard = new ArrayList<>();
        StepProfile profile = StepProfile.ofStep(2, heard::add);
        for (int step = 1; step <= 3; step++) {
            profile.beginStep();
            int slot = step;
            assertThat(profile.time(Phase.FORWARD, slot, () -> slot)).isEqualTo(slot);
            profile.run(Phase.OPTIMIZER, StepProfile.NO_SLOT, () -> {});
            profile.endStep();
        }
        assertThat(heard).hasSize(1);
        assertThat(heard.get(0)).extracting(Span::slot).containsExactly(2, StepProfile.NO_SLOT);
        Span forward = heard.get(0).get(0);
        assertThat(forward.began()).isCloseTo(System.currentTimeMillis() * 1000.0, within(60e6));
        assertThat(forward.ended()).isGreaterThanOrEqualTo(forward.began());
    }
}
