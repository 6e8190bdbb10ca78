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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a tokenizer.json (version 1.0) part by part; refuses, by name, what it does not know. */
final class TokenizerReader {
    /** Ids beyond this would ask for an embedding of absurd size; a file that has them is damaged. */
    private static final int LARGEST_ID = 10_000_000;

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

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
        Fields model = model(file.required("model"));
        Map<String, Integer> vocabulary = vocabulary(model);
        List<AddedToken> added = addedTokens(file, vocabulary);
        Map<String, Integer> ids = new HashMap<>(vocabulary);
        added.forEach(token -> ids.put(token.content(), token.id()));
        String unknown = model.text("unk_token");
        WordPiece wordPiece = new WordPiece(
                vocabulary,
                known(vocabulary, unknown, model.path("unk_token")),
                model.text("continuing_subword_prefix"),
                model.count("max_input_chars_per_word", 100));
        return new Parts(
                added,
                normalizer(file.optional("normalizer")),
                preTokenizer(file.optional("pre_tokenizer")),
                wordPiece,
                PostProcessorReader.read(file.optional("post_processor"), ids),
                decoder(file.optional("decoder")),
                truncation(file.optional("truncation")),
                padding(file.optional("padding")),
                unknown);
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new JoyulException(
                    ErrorCode.FILE_CORRUPT, "tokenizer.json is not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static int known(Map<String, Integer> ids, String token, String path) {
        Integer id = ids.get(token);
        if (id == null) {
            throw Fields.unsupported(path + " names " + token + ", which the vocabulary does not have");
        }
        return id;
    }

    private static Fields model(JsonNode node) {
        String type = Fields.type("model", node);
        if (!type.equals("WordPiece")) {
            throw Fields.unsupportedType("model", type, "WordPiece");
        }
        return Fields.of(
                "model", node, "type", "vocab", "unk_token", "continuing_subword_prefix", "max_input_chars_per_word");
    }

    private static Map<String, Integer> vocabulary(Fields model) {
        JsonNode entries = model.required("vocab");
        Map<String, Integer> vocabulary = new HashMap<>();
        Set<Integer> taken = new HashSet<>();
        entries.fields().forEachRemaining(entry -> {
            JsonNode id = entry.getValue();
            if (!id.isInt() || id.intValue() < 0 || id.intValue() > LARGEST_ID || !taken.add(id.intValue())) {
                throw Fields.unsupported("model.vocab gives " + entry.getKey() + " the id " + id
                        + ", which is no whole number from 0 to " + LARGEST_ID + " of its own");
            }
            vocabulary.put(entry.getKey(), id.intValue());
        });
        return vocabulary;
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

    private static @Nullable Normalizer normalizer(@Nullable JsonNode node) {
        if (node == null) {
            return null;
        }
        String type = Fields.type("normalizer", node);
        if (!type.equals("BertNormalizer")) {
            throw Fields.unsupportedType("normalizer", type, "BertNormalizer");
        }
        Fields fields = Fields.of(
                "normalizer", node, "type", "clean_text", "handle_chinese_chars", "strip_accents", "lowercase");
        boolean lowercase = fields.flag("lowercase", true);
        return new BertNormalizer(new BertNormalizer.Options(
                fields.flag("clean_text", true),
                fields.flag("handle_chinese_chars", true),
                fields.flag("strip_accents", lowercase),
                lowercase));
    }

    private static @Nullable PreTokenizer preTokenizer(@Nullable JsonNode node) {
        if (node == null) {
            return null;
        }
        String type = Fields.type("pre_tokenizer", node);
        if (!type.equals("BertPreTokenizer")) {
            throw Fields.unsupportedType("pre_tokenizer", type, "BertPreTokenizer");
        }
        Fields.of("pre_tokenizer", node, "type");
        return new BertPreTokenizer();
    }

    private static @Nullable Decoder decoder(@Nullable JsonNode node) {
        if (node == null) {
            return null;
        }
        String type = Fields.type("decoder", node);
        if (!type.equals("WordPiece")) {
            throw Fields.unsupportedType("decoder", type, "WordPiece");
        }
        Fields fields = Fields.of("decoder", node, "type", "prefix", "cleanup");
        return new WordPieceDecoder(fields.text("prefix"), fields.flag("cleanup", true));
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
