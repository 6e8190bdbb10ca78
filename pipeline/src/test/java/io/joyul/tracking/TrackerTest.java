package io.joyul.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import io.joyul.train.LogEntry;
import io.joyul.train.LogEntry.Figure;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackerTest {
    private final Storage storage = Storage.of(Map.of());
    private final List<String> notes = new ArrayList<>();

    @TempDir
    Path folder;

    @Test
    void serverThatTakesConnectionsAndSaysNothingHoldsNobodyUp() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            long began = System.nanoTime();
            Tracker tracker = tracker("http://127.0.0.1:" + silent.getLocalPort());
            TrackedRun run = tracker.run("run", "");
            IntStream.rangeClosed(1, 5000).forEach(step -> run.curve("train", List.of(point(step))));
            assertThat(seconds(began)).as("telling 5,000 points").isLessThan(5);
            tracker.close();
            assertThat(seconds(began)).as("closing").isLessThan(20);
        }
        assertThat(notes).hasSize(1).first().asString().contains("no answer within 1 s", "the run goes on");
        assertThat(spooled()).hasSize(5001);
    }

    @Test
    void storeThatStallsInTheMiddleOfItsAnswerIsLeftInTime() throws Exception {
        Path report = Files.writeString(folder.resolve("report.html"), "<p>");
        try (ServerSocket stalling = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> left = CompletableFuture.runAsync(() -> {
                try (Socket caller = stalling.accept()) {
                    caller.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"
                                    .getBytes(StandardCharsets.US_ASCII));
                    caller.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    // A connection that is reset has ended as well.
                }
            });
            MlflowArtifacts artifacts = new MlflowArtifacts(
                    "http://127.0.0.1:" + stalling.getLocalPort(), Optional.empty(), storage, Duration.ofMillis(500));
            assertThatThrownBy(() -> artifacts.put(
                            "mlflow-artifacts:/1/artifacts",
                            new TrackingEvent.Artifact("run", report.toString(), "report")))
                    .isInstanceOf(TrackingServer.UnavailableException.class)
                    .hasMessageContaining("no whole answer within 500 ms");
            left.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void artefactThatIsNotTakenNowIsSentLater() throws Exception {
        Path report = Files.writeString(folder.resolve("report.html"), "<p>");
        Deque<Integer> answers = new ArrayDeque<>(List.of(429, 401, 200));
        HttpServer busy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        busy.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(answers.remove(), -1);
            exchange.close();
        });
        busy.start();
        try {
            MlflowArtifacts artifacts =
                    artifacts("http://127.0.0.1:" + busy.getAddress().getPort());
            TrackingServer server =
                    serving(event -> artifacts.put("mlflow-artifacts:/1/artifacts", (TrackingEvent.Artifact) event));
            new Spool(storage, Tracker.spool(folder.toString())).add(List.of(artifact(report)));
            for (int refusal = 0; refusal < 2; refusal++) {
                assertThatThrownBy(() -> Unsent.send(storage, folder.toString(), () -> server, notes::add))
                        .hasMessageContaining("for the artefact");
            }
            assertThat(Unsent.send(storage, folder.toString(), () -> server, notes::add))
                    .isEqualTo(1);
            assertThat(spooled()).isEmpty();
            assertThat(notes).isEmpty();
        } finally {
            busy.stop(0);
        }
    }

    @Test
    void storeThatFailsIsAskedLaterAndOneThatIsOutOfReachNeverIs() throws Exception {
        Path report = Files.writeString(folder.resolve("report.html"), "<p>");
        MlflowArtifacts artifacts = artifacts("http://127.0.0.1:9");
        assertThatThrownBy(() -> artifacts.put("hdfs://127.0.0.1:1/mlruns", artifact(report)))
                .isInstanceOf(TrackingServer.UnavailableException.class);
        for (String root : List.of("nowhere://store/mlruns", "file:" + report + "/mlruns")) {
            assertThatThrownBy(() -> artifacts.put(root, artifact(report)))
                    .as(root)
                    .isInstanceOf(TrackingServer.RefusedException.class);
        }
        assertThatThrownBy(() -> artifacts.put("mlflow-artifacts:/1", artifact(folder.resolve("removed.html"))))
                .isInstanceOf(TrackingServer.RefusedException.class);
    }

    @Test
    void runThatWasDeletedOnTheServerIsNotedOnce() throws Exception {
        List<TrackingEvent> taken = new ArrayList<>();
        TrackingServer server = serving(event -> {
            if (event.run().equals("deleted")) {
                throw new TrackingServer.RefusedException("it was deleted there", new IOException());
            }
            taken.add(event);
        });
        Spool spool = new Spool(storage, Tracker.spool(folder.toString()));
        try (Delivery delivery = new Delivery(() -> server, spool, Duration.ofSeconds(5), notes::add)) {
            for (int step = 1; step <= 5; step++) {
                delivery.deliver(List.of(figures("deleted", step), figures("deleted", step + 10), figures("a", step)));
            }
        }
        assertThat(taken).hasSize(5);
        assertThat(notes).singleElement().asString().contains("deleted there");
    }

    private static TrackingEvent figures(String run, int step) {
        return new TrackingEvent.Figures(run, "train", step, step, Map.of("train/loss", 0.5));
    }

    private static TrackingEvent.Artifact artifact(Path path) {
        return new TrackingEvent.Artifact("run", path.toString(), "report");
    }

    private MlflowArtifacts artifacts(String url) {
        Storage impatient = Storage.of(Map.of("ipc.client.connect.max.retries", "0"));
        return new MlflowArtifacts(url, Optional.empty(), impatient, Duration.ofSeconds(5));
    }

    private interface Taking {
        void take(TrackingEvent event) throws TrackingServer.UnavailableException, TrackingServer.RefusedException;
    }

    private static TrackingServer serving(Taking taking) {
        return new TrackingServer() {
            @Override
            public void tell(List<TrackingEvent> events) throws UnavailableException, RefusedException {
                for (TrackingEvent event : events) {
                    taking.take(event);
                }
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void whatAServerThatIsGoneMissesIsKeptInOrderAndNotToldAgain() throws Exception {
        String gone = "http://127.0.0.1:" + freePort();
        try (Tracker tracker = tracker(gone)) {
            TrackedRun run = tracker.run("run", "");
            run.curve("train", List.of(point(1), point(2)));
            run.curve("train", List.of(point(1), point(2), point(3)));
        }
        assertThat(spooled())
                .filteredOn(TrackingEvent.Figures.class::isInstance)
                .extracting(event -> ((TrackingEvent.Figures) event).step())
                .containsExactly(1, 2, 3);
        try (Tracker tracker = tracker(gone)) {
            tracker.run("run", "").curve("train", List.of(point(1), point(2), point(3), point(4)));
        }
        assertThat(spooled())
                .filteredOn(TrackingEvent.Figures.class::isInstance)
                .extracting(event -> ((TrackingEvent.Figures) event).step())
                .containsExactly(1, 2, 3, 4);
        assertThat(spooled())
                .extracting(TrackingEvent::run)
                .containsOnly(TrackingState.read(storage, folder.toString())
                        .orElseThrow()
                        .key());
        assertThatThrownBy(() -> Unsent.send(storage, folder.toString(), () -> server(gone), notes::add))
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TRACKING_UNAVAILABLE));
    }

    @Test
    void whatIsNewOutlivesASpoolThatCannotBeRead() {
        Spool spool = new Spool(storage, Tracker.spool(folder.toString()));
        spool.add(List.of(figures("a", 1)));
        spool.add(List.of(figures("a", 2)));
        List<TrackingEvent> taken = new ArrayList<>();
        TrackingServer server = serving(event -> {
            taken.add(event);
            // As by somebody else who sends at the same time.
            storage.delete(Storage.child(Tracker.spool(folder.toString()), "00000002.jsonl"));
        });
        try (Delivery delivery = new Delivery(() -> server, spool, Duration.ofSeconds(5), notes::add)) {
            delivery.deliver(List.of(figures("a", 3)));
        }
        assertThat(notes).singleElement().asString().contains("00000002.jsonl", "the run goes on");
        assertThat(spooled()).containsExactly(figures("a", 3));
        assertThat(Unsent.send(storage, folder.toString(), () -> server, notes::add))
                .isEqualTo(1);
        assertThat(taken).containsExactly(figures("a", 1), figures("a", 3));
    }

    @Test
    void whatOneServerMissedIsKeptForItWhileAnotherIsToldOfARunOfItsOwn() throws Exception {
        String gone = "http://127.0.0.1:" + freePort();
        try (Tracker tracker = tracker(gone)) {
            tracker.run("run", "").curve("train", List.of(point(1)));
        }
        List<TrackingEvent> missed = spooled();
        assertThat(missed).hasSize(2);
        notes.clear();

        List<TrackingEvent> taken = new ArrayList<>();
        TrackingServer server = serving(taken::add);
        MlflowTarget target = new MlflowTarget(gone, "another experiment", "", 5);
        for (int again = 0; again < 2; again++) {
            try (Tracker tracker = new Tracker(storage, folder.toString(), "of", target, () -> server, notes::add)) {
                tracker.run("run", "").curve("train", List.of(point(1), point(2)));
            }
        }
        assertThat(taken)
                .extracting(TrackingEvent::run)
                .doesNotContain(missed.get(0).run());
        assertThat(taken)
                .filteredOn(TrackingEvent.Figures.class::isInstance)
                .extracting(event -> ((TrackingEvent.Figures) event).step())
                .containsExactly(1, 2);
        assertThat(notes)
                .hasSize(2)
                .allSatisfy(note -> assertThat(note)
                        .contains(gone, "(experiment tests)", folder + "/earlier/", "./joyul tracking sends it there"));

        List<String> folders = Unsent.folders(storage, folder.toString());
        assertThat(folders).hasSize(2).last().isEqualTo(folder.toString());
        String earlier = folders.get(0);
        assertThat(TrackingState.read(storage, earlier).orElseThrow().target())
                .isEqualTo(new MlflowTarget(gone, "tests", "", 1));
        taken.clear();
        assertThat(Unsent.send(storage, earlier, () -> server, notes::add)).isEqualTo(2);
        assertThat(taken).isEqualTo(missed);
        assertThat(Unsent.folders(storage, folder.toString())).containsExactly(folder.toString());
    }

    @Test
    void everyKindOfEventComesBackFromTheSpool() {
        List<TrackingEvent> events = List.of(
                new TrackingEvent.Began("a", "b", "조율", 7),
                new TrackingEvent.Parameters("a", Map.of("k", "line\nbreak")),
                new TrackingEvent.Figures("a", "train", 8, 3, Map.of("train/loss", 0.25)),
                new TrackingEvent.Tags("a", Map.of("t", "")),
                new TrackingEvent.Artifact("a", "/x/report.html", "report"),
                new TrackingEvent.Ended("a", TrackingEvent.Status.KILLED, 9));
        new Spool(storage, folder.toString()).add(events);
        Spool later = new Spool(storage, folder.toString());
        later.add(events.subList(0, 1));
        assertThat(later.files())
                .hasSize(2)
                .first()
                .satisfies(file -> assertThat(later.read(file)).isEqualTo(events));
    }

    @Test
    void damagedSpoolIsNamedAndHoldsUpNothingThatCameAfterIt() throws Exception {
        Spool spool = new Spool(storage, Tracker.spool(folder.toString()));
        spool.add(List.of(new TrackingEvent.Began("a", "", "b", 1)));
        spool.add(List.of(new TrackingEvent.Tags("a", Map.of("t", "later"))));
        Path file = folder.resolve("unsent/00000001.jsonl");
        Files.writeString(file, Files.readString(file).substring(5));
        assertThatThrownBy(() -> spool.read(file.toString())).hasMessageContaining("00000001.jsonl: is damaged");

        List<TrackingEvent> taken = new ArrayList<>();
        TrackingServer server = serving(taken::add);
        assertThat(Unsent.send(storage, folder.toString(), () -> server, notes::add))
                .isEqualTo(1);
        assertThat(taken).containsExactly(new TrackingEvent.Tags("a", Map.of("t", "later")));
        assertThat(notes).singleElement().asString().contains("is damaged", "00000001.jsonl.damaged");
        assertThat(folder.resolve("unsent/00000001.jsonl.damaged")).isRegularFile();
        assertThat(spool.files()).isEmpty();
    }

    @Test
    void figuresOfOneRunTravelTogetherUpToALimit() {
        TrackingEvent first = new TrackingEvent.Figures("a", "train", 1, 1, Map.of("x", 1.0, "y", 2.0));
        TrackingEvent second = new TrackingEvent.Figures("a", "train", 1, 2, Map.of("x", 1.0));
        TrackingEvent other = new TrackingEvent.Figures("b", "train", 1, 2, Map.of("x", 1.0));
        TrackingEvent end = new TrackingEvent.Ended("a", TrackingEvent.Status.FINISHED, 1);
        assertThat(Batches.of(List.of(first, second, second, other, end, end), 3))
                .containsExactly(List.of(first, second), List.of(second), List.of(other), List.of(end), List.of(end));
    }

    private Tracker tracker(String url) {
        return new Tracker(
                storage, folder.toString(), "of", new MlflowTarget(url, "tests", "", 1), () -> server(url), notes::add);
    }

    private MlflowServer server(String url) {
        return new MlflowServer(new MlflowTarget(url, "tests", "", 1), Optional.empty(), storage);
    }

    private static LogEntry point(int step) {
        return new LogEntry(step, step, Map.of(Figure.LOSS, 1.0 / step));
    }

    private List<TrackingEvent> spooled() {
        Spool spool = new Spool(storage, Tracker.spool(folder.toString()));
        return spool.files().stream().flatMap(file -> spool.read(file).stream()).toList();
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    private static int freePort() throws Exception {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }
}
