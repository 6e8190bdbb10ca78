package io.joyul.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.joyul.config.RunConfig;
import io.joyul.config.RunConfigLoader;
import io.joyul.config.TokenizerConfig;
import io.joyul.config.TokenizerKind;
import io.joyul.preprocess.CleanRows;
import io.joyul.preprocess.Split;
import io.joyul.preprocess.TrainedTokenizer;
import io.joyul.stage.Workspace;
import io.joyul.storage.Storage;
import io.joyul.tokenize.SpecialTokens;
import io.joyul.tokenize.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Trains a tokenizer of each kind on the training texts of a run file, the counting by Spark included, and measures it on
 * the texts of its dev split: tokens per word, words being what white space separates, and the share of unknown tokens.
 */
@Command(
        name = "tokenizer-training",
        description = "Seconds to train a tokenizer of each kind, and what it makes of held-out text.")
final class BenchmarkTokenizerTraining implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "The run file whose texts are learnt from (default: ${DEFAULT-VALUE}).")
    private String file = "conf/quickstart.yaml";

    @Option(
            names = "--vocabulary-size",
            paramLabel = "N",
            description = "Entries of each vocabulary (default: ${DEFAULT-VALUE}).")
    private int vocabularySize = 16_000;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Wins over the run file, such as --set preprocess.tokenizer.lowercase=true. May be repeated.")
    private List<String> settings = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Storage storage = Sessions.storage();
        RunConfig config = RunConfigLoader.load(storage, file, settings);
        Workspace workspace = new Workspace(storage.absolute(config.output()));
        ObjectNode line = JSON.createObjectNode();
        Path folder = Files.createTempDirectory("joyul-benchmark-tokenizers");
        try (Sessions sessions = new Sessions(config);
                CleanRows rows = CleanRows.read(sessions.session(), config, workspace.quarantine())) {
            List<String> train = rows.texts(Split.TRAIN, Split.PRETRAIN_TEXT).collect();
            List<String> heldOut = rows.texts(Split.DEV).collect();
            Files.writeString(folder.resolve("train.txt"), String.join("\n", train));
            Files.writeString(folder.resolve("held-out.txt"), String.join("\n", heldOut));
            line.put("benchmark", "tokenizer-training");
            line.put("texts", train.size());
            line.put("megabytes", Benchmark.rounded(Files.size(folder.resolve("train.txt")) / 1e6));
            line.put("heldOutTexts", heldOut.size());
            line.put("vocabularySize", vocabularySize);
            for (TokenizerKind kind : TokenizerKind.values()) {
                List<String> ofKind = new ArrayList<>(settings);
                ofKind.add("preprocess.tokenizer.kind=" + name(kind));
                ofKind.add("preprocess.tokenizer.vocabulary-size=" + vocabularySize);
                TokenizerConfig tokenizer =
                        RunConfigLoader.load(storage, file, ofKind).preprocess().tokenizer();
                long began = System.nanoTime();
                TrainedTokenizer trained = rows.trainTokenizer(tokenizer);
                double seconds = (System.nanoTime() - began) / 1e9;
                line.set(name(kind), measure(kind, tokenizer, trained, seconds, heldOut, folder));
            }
        } finally {
            storage.delete(folder.toString());
        }
        spec.commandLine().getOut().println(line);
        return 0;
    }

    private static String name(TokenizerKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static ObjectNode measure(
            TokenizerKind kind,
            TokenizerConfig config,
            TrainedTokenizer trained,
            double seconds,
            List<String> heldOut,
            Path folder)
            throws IOException {
        Tokenizer tokenizer = Tokenizer.fromJson(trained.json());
        SpecialTokens special = tokenizer.specialTokens();
        long words = 0;
        long tokens = 0;
        long unknown = 0;
        for (String text : heldOut) {
            words += text.split("\\s+", -1).length;
            for (int id : tokenizer.encode(text, Integer.MAX_VALUE)) {
                tokens += id == special.cls() || id == special.sep() ? 0 : 1;
                unknown += id == special.unk() ? 1 : 0;
            }
        }
        ObjectNode figures = JSON.createObjectNode();
        figures.put("seconds", Benchmark.rounded(seconds));
        figures.put("distinctWords", trained.distinctWords());
        figures.put("tokensPerWord", Benchmark.rounded((double) tokens / words));
        figures.put("unknownShare", (double) unknown / tokens);
        Files.writeString(folder.resolve("ours.json"), trained.json());
        JsonNode peer = peer(kind, config, folder);
        figures.set("huggingFace", peer == null ? null : peerFigures(peer, words));
        return figures;
    }

    private static ObjectNode peerFigures(JsonNode peer, long words) {
        double tokens = peer.get("theirs").get("tokens").doubleValue();
        ObjectNode figures = JSON.createObjectNode();
        figures.put("seconds", Benchmark.rounded(peer.get("seconds").doubleValue()));
        figures.put("tokensPerWord", Benchmark.rounded(tokens / words));
        figures.put("unknownShare", peer.get("theirs").get("unknown").doubleValue() / tokens);
        return figures;
    }

    /** What Hugging Face's trainer makes of the same texts, where {@code JOYUL_PYTHON} has it; else null. */
    private static @Nullable JsonNode peer(TokenizerKind kind, TokenizerConfig config, Path folder) throws IOException {
        List<String> arguments = List.of(
                name(kind),
                Integer.toString(config.vocabularySize()),
                Integer.toString(config.minFrequency()),
                folder.resolve("train.txt").toString(),
                folder.resolve("held-out.txt").toString(),
                folder.resolve("ours.json").toString(),
                folder.resolve("ids.jsonl").toString());
        try (PeerScript script = PeerScript.start("tokenizer_training_peer.py", arguments)) {
            String printed = script == null ? null : script.ask("");
            return printed == null ? null : JSON.readTree(printed);
        }
    }
}
