package io.joyul.tokenize;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a tokenizer.json (version 1.0) part by part; refuses, by name, what it does not know. */
final class TokenizerReader {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private TokenizerReader() {}

    static Parts read(String json) {
        Fields file = Fields.of(
                "",
                parse(json),
                "version",
                "truncation",
                "padding",
                "added_tokens",
                "normalizer",
                "pre_tokenizer",
                "post_processor",
                "decoder",
                "model");
        if (!file.text("version").equals("1.0")) {
            throw Fields.unsupported("version " + file.text("version") + " is not supported; supported: 1.0");
        }
        List<PreTokenizer> preTokenizers = PreTokenizerReader.read(file.optional("pre_tokenizer"));
        Model model =
                ModelReader.read(file.required("model"), preTokenizers.stream().anyMatch(ByteLevel.class::isInstance));
        List<AddedToken> added = addedTokens(file, model.vocabulary());
        Map<String, Integer> ids = new HashMap<>(model.vocabulary());
        added.forEach(token -> ids.put(token.content(), token.id()));
        PostProcessorReader postProcessor = PostProcessorReader.read(file.optional("post_processor"), ids);
        return new Parts(
                added,
                NormalizerReader.read(file.optional("normalizer")),
                preTokenizers,
                model,
                postProcessor.layout(),
                postProcessor.trimming(),
                DecoderReader.read(file.optional("decoder")),
                truncation(file.optional("truncation")),
                padding(file.optional("padding")));
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new JoyulException(
                    ErrorCode.FILE_CORRUPT, "tokenizer.json is not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Hugging Face gives an added token the vocabulary's id, or else the next free one, whatever the file says; where
     * the file says something else, ids would not be what its writer meant.
     */
    private static List<AddedToken> addedTokens(Fields file, Map<String, Integer> vocabulary) {
        List<AddedToken> tokens = new ArrayList<>();
        int largest = -1;
        if (file.optional("added_tokens") == null) {
            return tokens;
        }
        for (JsonNode node : file.list("added_tokens")) {
            String path = "added_tokens[" + tokens.size() + "]";
            Fields token =
                    Fields.of(path, node, "id", "content", "single_word", "lstrip", "rstrip", "normalized", "special");
            String content = token.text("content");
            int id = token.count("id");
            int expected = vocabulary.getOrDefault(content, Math.max(vocabulary.size(), largest + 1));
            if (id != expected || content.isEmpty()) {
                throw Fields.unsupported(
                        path + " gives \"" + content + "\" the id " + id + "; it can only be " + expected);
            }
            boolean special = token.flag("special", false);
            tokens.add(new AddedToken(
                    id,
                    content,
                    token.flag("single_word", false),
                    token.flag("lstrip", false),
                    token.flag("rstrip", false),
                    token.flag("normalized", !special),
                    special));
            largest = Math.max(largest, id);
        }
        return tokens;
    }

    private static @Nullable Truncation truncation(@Nullable JsonNode node) {
        if (node == null) {
            return null;
        }
        Fields fields = Fields.of("truncation", node, "max_length", "stride", "strategy", "direction");
        Truncation.Strategy strategy = switch (fields.text("strategy")) {
            case "LongestFirst" -> Truncation.Strategy.LONGEST_FIRST;
            case "OnlyFirst" -> Truncation.Strategy.ONLY_FIRST;
            case "OnlySecond" -> Truncation.Strategy.ONLY_SECOND;
            default ->
                throw Fields.unsupportedType(
                        "truncation.strategy", fields.text("strategy"), "LongestFirst, OnlyFirst, OnlySecond");
        };
        return new Truncation(fields.count("max_length"), fields.count("stride", 0), strategy, direction(fields));
    }

    private static @Nullable Padding padding(@Nullable JsonNode node) {
        if (node == null) {
            return null;
        }
        Fields fields = Fields.of(
                "padding", node, "strategy", "direction", "pad_to_multiple_of", "pad_id", "pad_type_id", "pad_token");
        JsonNode strategy = fields.required("strategy");
        int length = 0;
        if (!strategy.isTextual() || !strategy.textValue().equals("BatchLongest")) {
            length = Fields.of(fields.path("strategy"), strategy, "Fixed").count("Fixed");
        }
        return new Padding(
                length,
                fields.count("pad_to_multiple_of", 0),
                direction(fields),
                fields.count("pad_id"),
                fields.count("pad_type_id"));
    }

    private static Truncation.Direction direction(Fields fields) {
        if (fields.optional("direction") == null) {
            return Truncation.Direction.RIGHT;
        }
        return switch (fields.text("direction")) {
            case "Left" -> Truncation.Direction.LEFT;
            case "Right" -> Truncation.Direction.RIGHT;
            default -> throw Fields.unsupportedType(fields.path("direction"), fields.text("direction"), "Left, Right");
        };
    }
}
