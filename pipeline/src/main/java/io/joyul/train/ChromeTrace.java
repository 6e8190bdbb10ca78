package io.joyul.train;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A step's profile in the Trace Event Format, which https://ui.perfetto.dev opens: a process for each
 * rank, its work on the first thread and the all-reduces, which may overlap with it and with each other, on further ones.
 *
 * @see <a href="https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU">Trace Event Format</a>
 */
public final class ChromeTrace {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int WORK = 0;

    private ChromeTrace() {}

    public static byte[] content(List<RankProfile> ranks) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        double origin = ranks.stream()
                .flatMap(rank -> rank.spans().stream())
                .mapToDouble(RankProfile.Span::began)
                .min()
                .orElse(0);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("displayTimeUnit", "ms");
            json.writeArrayFieldStart("traceEvents");
            for (RankProfile rank : ranks) {
                name(json, "process_name", rank.rank(), WORK, "rank " + rank.rank());
                name(json, "thread_name", rank.rank(), WORK, "work");
                List<Double> lanes = new ArrayList<>();
                for (RankProfile.Span span : sorted(rank.spans())) {
                    int thread = WORK;
                    if (span.phase() == StepProfile.Phase.ALL_REDUCE) {
                        int before = lanes.size();
                        thread = 1 + lane(lanes, span);
                        if (lanes.size() > before) {
                            name(json, "thread_name", rank.rank(), thread, "all-reduce " + thread);
                        }
                    }
                    event(json, rank, span, thread, origin);
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static List<RankProfile.Span> sorted(List<RankProfile.Span> spans) {
        List<RankProfile.Span> sorted = new ArrayList<>(spans);
        sorted.sort(Comparator.comparingDouble(RankProfile.Span::began));
        return sorted;
    }

    /** The first lane that is free again; spans of one lane must not overlap. */
    private static int lane(List<Double> ends, RankProfile.Span span) {
        for (int lane = 0; lane < ends.size(); lane++) {
            if (ends.get(lane) <= span.began()) {
                ends.set(lane, span.ended());
                return lane;
            }
        }
        ends.add(span.ended());
        return ends.size() - 1;
    }

    private static void event(JsonGenerator json, RankProfile rank, RankProfile.Span span, int thread, double origin)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("name", span.phase().title());
        json.writeStringField("cat", "step " + rank.globalStep());
        json.writeStringField("ph", "X");
        json.writeNumberField("pid", rank.rank());
        json.writeNumberField("tid", thread);
        json.writeNumberField("ts", span.began() - origin);
        json.writeNumberField("dur", span.ended() - span.began());
        if (span.slot() != StepProfile.NO_SLOT) {
            json.writeObjectFieldStart("args");
            json.writeNumberField("micro-batch", span.slot());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void name(JsonGenerator json, String what, int process, int thread, String name) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", what);
        json.writeStringField("ph", "M");
        json.writeNumberField("pid", process);
        json.writeNumberField("tid", thread);
        json.writeObjectFieldStart("args");
        json.writeStringField("name", name);
        json.writeEndObject();
        json.writeEndObject();
    }
}
