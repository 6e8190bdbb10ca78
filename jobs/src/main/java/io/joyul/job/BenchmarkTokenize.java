package io.joyul.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import io.joyul.tokenize.Encoding;
import io.joyul.tokenize.Tokenizer;
import io.joyul.tokenize.WordSplitter;
import io.joyul.tokenize.train.BytePairTrainer;
import io.joyul.tokenize.train.TokenizerJson.Case;
import io.joyul.tokenize.train.TokenizerTrainer;
import io.joyul.tokenize.train.UnigramTrainer;
import io.joyul.tokenize.train.WordCounts;
import io.joyul.tokenize.train.WordPieceTrainer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Megabytes of UTF-8 a second that one thread tokenises, beside Hugging Face tokenizers on one thread, in turn, on the
 * same lines; and whether both give the same ids and offsets.
 */
@Command(
        name = "tokenize",
        description = "Megabytes a second to ids and to offsets on one thread, beside Hugging Face tokenizers.")
final class BenchmarkTokenize implements Callable<Integer> {
    private static final int NO_LIMIT = Integer.MAX_VALUE;
    private static final int TRAINED_VOCABULARY = 8000;
    /** Turns before the first that counts, for the JVM's compiler and the tables of words. */
    private static final int WARM_UP = 5;
    /** As long as the peer takes for its pass over the sample, or nearly. */
    private static final double LEAST_SECONDS = 0.5;
    /** Longs in the table of the bare loop: 4 MB, more than a core's own cache, as the words of a text are. */
    private static final int TABLE = 1 << 19;

    @Option(
            names = "--tokenizer",
            paramLabel = "FILE",
            description = "A tokenizer.json. May be repeated. Without one, one of each kind is trained on the text.")
    private List<String> tokenizers = List.of();

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "Text lines, gzip'd if the name ends so. May be repeated (default: the sample reviews).")
    private List<String> inputs = List.of("conf/data/nsmc-sample/train.tsv.gz");

    @Option(
            names = "--megabytes",
            paramLabel = "N",
            description = "The most that is taken of each file (default: ${DEFAULT-VALUE}).")
    private int megabytes = 6;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            description = "Times that each side is timed; the median counts (default: ${DEFAULT-VALUE}).")
    private int repeats = 5;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Rates in turn, ours and the peer's; the peer's are empty where it is not installed. */
    private record Rates(List<Double> ours, List<Double> peers) {
        Rates() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        void into(ObjectNode target) {
            target.put("megabytesPerSecond", Benchmark.rounded(Benchmark.median(ours)));
            if (peers.isEmpty()) {
                target.putNull("peerMegabytesPerSecond").putNull("timesPeer");
            } else {
                target.put("peerMegabytesPerSecond", Benchmark.rounded(Benchmark.median(peers)));
                target.put("timesPeer", Benchmark.rounded(Benchmark.median(ours) / Benchmark.median(peers)));
            }
        }
    }

    @Override
    public Integer call() throws IOException {
        Storage storage = Sessions.storage();
        List<String> lines = lines(storage);
        double size = lines.stream()
                        .mapToLong(line -> line.getBytes(StandardCharsets.UTF_8).length + 1)
                        .sum()
                / 1e6;
        Path text = Files.createTempFile("joyul-benchmark", ".txt");
        ObjectNode result = new ObjectMapper().createObjectNode();
        result.put("benchmark", "tokenize");
        result.put("megabytes", Benchmark.rounded(size));
        result.put("lines", lines.size());
        result.put("repeats", repeats);
        try {
            Files.writeString(text, String.join("\n", lines));
            for (Map.Entry<String, String> tokenizer :
                    tokenizers(storage, lines).entrySet()) {
                ObjectNode figures = result.putObject(tokenizer.getKey());
                measure(tokenizer.getValue(), lines, size, text, figures);
            }
        } finally {
            Files.delete(text);
        }
        spec.commandLine().getOut().println(result);
        return 0;
    }

    private List<String> lines(Storage storage) {
        List<String> lines = new ArrayList<>();
        for (String input : inputs) {
            long[] left = {megabytes * 1_000_000L};
            TextFiles.read(storage, input, line -> {
                lines.add(line);
                left[0] -= line.getBytes(StandardCharsets.UTF_8).length + 1;
                return left[0] > 0;
            });
        }
        if (lines.isEmpty()) {
            throw new JoyulException(
                    ErrorCode.CONFIG_INVALID, "there is no line in " + String.join(", ", inputs) + " to tokenise");
        }
        return lines;
    }

    /** The content of each tokenizer.json under the name that the result gives it. */
    private Map<String, String> tokenizers(Storage storage, List<String> lines) {
        Map<String, String> files = new LinkedHashMap<>();
        for (String path : tokenizers) {
            files.put(path, new String(storage.read(path), StandardCharsets.UTF_8));
        }
        if (files.isEmpty()) {
            files.put("wordpiece", train(new WordPieceTrainer(TRAINED_VOCABULARY, 2, 2000, Case.KEPT), lines));
            files.put("byte-bpe", train(new BytePairTrainer(TRAINED_VOCABULARY, 2, NO_LIMIT, Case.KEPT), lines));
            files.put(
                    "unigram",
                    train(
                            new UnigramTrainer(TRAINED_VOCABULARY, UnigramTrainer.USUAL_PIECE_LENGTH, 2000, Case.KEPT),
                            lines));
        }
        return files;
    }

    private static String train(TokenizerTrainer trainer, List<String> lines) {
        WordSplitter splitter = new WordSplitter(trainer.untrained());
        Map<String, Long> counts = new HashMap<>();
        lines.forEach(line -> splitter.words(line, word -> counts.merge(word, 1L, Long::sum)));
        return trainer.train(WordCounts.of(counts));
    }

    private void measure(String json, List<String> lines, double size, Path text, ObjectNode figures)
            throws IOException {
        Tokenizer tokenizer = Tokenizer.fromJson(json).with(null, null);
        Path file = Files.createTempFile("joyul-benchmark", ".json");
        Files.writeString(file, json);
        Rates ids = new Rates();
        Rates offsets = new Rates();
        try (PeerScript peer = PeerScript.start("tokenize_peer.py", List.of(file.toString(), text.toString()))) {
            String expected = peer == null ? null : peer.ask("check");
            figures.put("cold", Benchmark.rounded(size / seconds(() -> ids(tokenizer, lines))));
            String found = checksums(tokenizer, lines);
            for (int turn = 0; turn < WARM_UP; turn++) {
                rate(size, () -> ids(tokenizer, lines));
                rate(size, () -> offsets(tokenizer, lines));
            }
            long before = usedHeap();
            for (int repeat = 0; repeat < repeats; repeat++) {
                ids.ours().add(rate(size, () -> ids(tokenizer, lines)));
                offsets.ours().add(rate(size, () -> offsets(tokenizer, lines)));
                if (expected != null) {
                    ids.peers().add(size / asked(peer, "ids"));
                    offsets.peers().add(size / asked(peer, "offsets"));
                }
            }
            ids.into(figures.putObject("ids"));
            offsets.into(figures.putObject("offsets"));
            if (expected == null) {
                figures.putNull("sameAsPeer");
            } else {
                figures.put("sameAsPeer", expected.equals(found));
            }
            figures.put("heapGrowthMegabytes", Benchmark.rounded((usedHeap() - before) / 1e6));
            threads(tokenizer, lines, size, figures.putObject("threads"));
        } finally {
            Files.delete(file);
        }
    }

    /**
     * The same lines by as many threads as there are cores; and, in turn with it, bare reads of a table by as many,
     * which tell how much the machine's other cores had to give.
     */
    private void threads(Tokenizer tokenizer, List<String> lines, double size, ObjectNode figures) {
        int threads = Runtime.getRuntime().availableProcessors();
        // Line by line in turn: the texts of one file differ from another's, and a share of slow ones would decide.
        List<List<String>> shares = IntStream.range(0, threads)
                .mapToObj(thread -> IntStream.iterate(thread, line -> line < lines.size(), line -> line + threads)
                        .mapToObj(lines::get)
                        .toList())
                .toList();
        // A thread keeps its share, and so the words that it has seen.
        List<ExecutorService> workers = IntStream.range(0, threads)
                .mapToObj(thread -> Executors.newSingleThreadExecutor())
                .toList();
        List<Double> one = new ArrayList<>();
        List<Double> all = new ArrayList<>();
        List<Double> bareTimesOne = new ArrayList<>();
        List<long[]> tables =
                IntStream.range(0, threads).mapToObj(thread -> new long[TABLE]).toList();
        try {
            for (int repeat = 0; repeat <= repeats; repeat++) {
                double alone = rate(size, () -> ids(tokenizer, lines));
                double together = rate(size, () -> onEach(workers, thread -> ids(tokenizer, shares.get(thread))));
                double bare = seconds(() -> lookups(tables.get(0)));
                double bareTogether = seconds(() -> onEach(workers, thread -> lookups(tables.get(thread))));
                // The first time, the threads fill their caches.
                if (repeat > 0) {
                    one.add(alone);
                    all.add(together);
                    bareTimesOne.add(threads * bare / bareTogether);
                }
            }
        } finally {
            workers.forEach(ExecutorService::shutdown);
        }
        figures.put("count", threads);
        figures.put("megabytesPerSecond", Benchmark.rounded(Benchmark.median(all)));
        figures.put("timesOne", Benchmark.rounded(Benchmark.median(all) / Benchmark.median(one)));
        figures.put("bareTimesOne", Benchmark.rounded(Benchmark.median(bareTimesOne)));
    }

    private static void onEach(List<ExecutorService> workers, IntConsumer work) {
        CompletableFuture.allOf(IntStream.range(0, workers.size())
                        .mapToObj(thread -> CompletableFuture.runAsync(() -> work.accept(thread), workers.get(thread)))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
    }

    /** About a tenth of a second of reading at random places of a table, as a tokenizer looks up words. */
    private static void lookups(long[] table) {
        long state = 88172645463325252L;
        long sum = 0;
        for (int read = 0; read < 20_000_000; read++) {
            // Marsaglia's xorshift.
            state ^= state << 13;
            state ^= state >>> 7;
            state ^= state << 17;
            sum += table[(int) (state & (table.length - 1))];
        }
        // Never true; the compiler does not know, and so keeps the loop.
        if (sum != 0) {
            throw new IllegalStateException("a table of zeros holds a " + sum);
        }
    }

    private static double asked(@Nullable PeerScript peer, String what) {
        String answer = peer == null ? null : peer.ask(what);
        if (answer == null) {
            throw new JoyulException(ErrorCode.INTERNAL, "the script that runs Hugging Face tokenizers ended early");
        }
        return Double.parseDouble(answer);
    }

    /** Megabytes a second over as many passes as half a second needs: a pass is over before a core that slept is awake. */
    private static double rate(double megabytes, Runnable pass) {
        double seconds = 0;
        int passes = 0;
        while (seconds < LEAST_SECONDS) {
            seconds += seconds(pass);
            passes++;
        }
        return passes * megabytes / seconds;
    }

    private static double seconds(Runnable work) {
        long began = System.nanoTime();
        work.run();
        return (System.nanoTime() - began) / 1e9;
    }

    private static void ids(Tokenizer tokenizer, List<String> lines) {
        for (String line : lines) {
            tokenizer.encode(line, NO_LIMIT);
        }
    }

    private static void offsets(Tokenizer tokenizer, List<String> lines) {
        for (String line : lines) {
            tokenizer.encode(line);
        }
    }

    /** What the peer answers to "check". */
    private static String checksums(Tokenizer tokenizer, List<String> lines) {
        CRC32 ids = new CRC32();
        CRC32 offsets = new CRC32();
        for (String line : lines) {
            Encoding encoding = tokenizer.encode(line);
            int length = encoding.length();
            int[] places = new int[length * 2];
            for (int i = 0; i < length; i++) {
                places[2 * i] = encoding.starts()[i];
                places[2 * i + 1] = encoding.ends()[i];
            }
            ids.update(bytes(encoding.ids()));
            offsets.update(bytes(places));
        }
        return ids.getValue() + " " + offsets.getValue();
    }

    private static byte[] bytes(int[] numbers) {
        ByteBuffer buffer = ByteBuffer.allocate(numbers.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asIntBuffer().put(numbers);
        return buffer.array();
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
