package io.joyul.example;

import io.joyul.config.RunConfigLoader;
import io.joyul.preprocess.Content;
import io.joyul.preprocess.Split;
import io.joyul.shard.Example;
import io.joyul.tokenize.Tokenizer;
import io.joyul.tokenize.train.TokenizerJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Makers and rows for tests. */
final class Makers {
    /** Letters, whole and within words, and a few longer pieces. */
    static final Tokenizer LETTERS = letters();

    private Makers() {}

    private static Tokenizer letters() {
        List<String> vocabulary = new ArrayList<>(TokenizerJson.SPECIAL_TOKENS);
        vocabulary.addAll(List.of(".", ",", ":", "?", "!", "ing", "##ing", "the"));
        for (char letter = 'a'; letter <= 'z'; letter++) {
            vocabulary.add(String.valueOf(letter));
            vocabulary.add("##" + letter);
        }
        for (int i = 0; i < 20; i++) {
            vocabulary.add("<extra_id_" + i + ">");
        }
        return Tokenizer.fromJson(TokenizerJson.wordPiece(vocabulary, TokenizerJson.Case.KEPT));
    }

    /** The tokenizer whose encodings are golden. */
    static Tokenizer golden() throws IOException {
        return tokenizer("nsmc-wordpiece");
    }

    /** A small tokenizer of a family, such as roberta. */
    static Tokenizer family(String name) throws IOException {
        return tokenizer("families/" + name);
    }

    private static Tokenizer tokenizer(String name) throws IOException {
        Path file = Path.of("../udfs/src/test/resources/io/joyul/tokenize/" + name + ".tokenizer.json.gz");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return Tokenizer.fromJson(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static ExampleMaker maker(Tokenizer tokenizer, List<String> labels, List<Stranger> strangers, String... settings) {
        List<String> all = new ArrayList<>(List.of("input.pair-column=b", "input.rejected-column=c"));
        all.addAll(List.of(settings));
        return ExampleMakers.of(RunConfigLoader.parse("test.yaml", """
                        name: test
                        output: out
                        input: {train: a, dev: b, text-column: a, label-column: l}
                        preprocess: {max-length: 32}
                        """, all)).maker(tokenizer, labels, strangers);
    }

    static Made make(ExampleMaker maker, Split split, long id, Content content) {
        return maker.make(new Source(split, id, "shown", content.toJson()));
    }

    static <E extends Example> E only(Made made, Class<E> type) {
        if (made.examples().size() != 1) {
            throw new AssertionError(made);
        }
        return type.cast(made.examples().get(0));
    }

    static List<String> tokens(Tokenizer tokenizer, int[] ids) {
        List<String> tokens = new ArrayList<>();
        for (int id : ids) {
            tokens.add(String.valueOf(tokenizer.tokenOf(id)));
        }
        return tokens;
    }
}
