package io.joyul.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the {@code model} of a tokenizer.json. */
final class ModelReader {
    /** Ids beyond this would ask for an embedding of absurd size; a file that has them is damaged. */
    private static final int LARGEST_ID = 10_000_000;

    private static final String PATH = "model";

    private ModelReader() {}

    /** @param readsBytes whether the text comes as bytes, from {@link ByteLevel} */
    static Model read(JsonNode node, boolean readsBytes) {
        String type = type(node);
        if (readsBytes && !type.equals("BPE")) {
            throw Fields.unsupported("model of type " + type + " does not go with the pre-tokenizer ByteLevel");
        }
        return switch (type) {
            case "WordPiece" -> wordPiece(node);
            case "WordLevel" -> wordLevel(node);
            case "BPE" -> bytePairs(node, readsBytes);
            case "Unigram" -> unigram(node);
            default -> throw Fields.unsupportedType(PATH, type, "WordPiece, BPE, Unigram, WordLevel");
        };
    }

    /** Files of the first versions do not name the type; what else they hold tells it. */
    private static String type(JsonNode node) {
        if (node.has("type") || !node.isObject()) {
            return Fields.type(PATH, node);
        }
        if (node.has("merges")) {
            return "BPE";
        }
        if (node.path("vocab").isArray()) {
            return "Unigram";
        }
        return node.has("max_input_chars_per_word") ? "WordPiece" : "WordLevel";
    }

    private static Model wordPiece(JsonNode node) {
        Fields model = Fields.of(
                PATH, node, "type", "vocab", "unk_token", "continuing_subword_prefix", "max_input_chars_per_word");
        Map<String, Integer> vocabulary = vocabulary(model);
        return new WordPiece(
                vocabulary,
                known(vocabulary, model, "unk_token"),
                model.text("continuing_subword_prefix"),
                model.count("max_input_chars_per_word", 100));
    }

    private static Model wordLevel(JsonNode node) {
        Fields model = Fields.of(PATH, node, "type", "vocab", "unk_token");
        Map<String, Integer> vocabulary = vocabulary(model);
        return new WordLevel(vocabulary, known(vocabulary, model, "unk_token"));
    }

    private static Model unigram(JsonNode node) {
        Fields model = Fields.of(PATH, node, "type", "vocab", "unk_id", "byte_fallback");
        List<Unigram.Piece> pieces = new ArrayList<>();
        for (JsonNode entry : model.list("vocab")) {
            boolean pair = entry.isArray()
                    && entry.size() == 2
                    && entry.get(0).isTextual()
                    && entry.get(1).isNumber();
            if (!pair) {
                throw Fields.unsupported("model.vocab[" + pieces.size() + "] is no pair of a text and its score");
            }
            pieces.add(new Unigram.Piece(entry.get(0).textValue(), score(entry.get(1))));
        }
        int unknown = model.count("unk_id");
        if (unknown >= pieces.size()) {
            throw Fields.unsupported("model.unk_id is " + unknown + "; the vocabulary has " + pieces.size());
        }
        return new Unigram(pieces, unknown, model.flag("byte_fallback", false));
    }

    /**
     * A score as Hugging Face's JSON parser reads it: the digits as one number, rounded, over a power of ten. That may be
     * one unit in the last place off, and decides which of two ways of equal probability is taken.
     */
    private static double score(JsonNode node) {
        BigDecimal decimal = node.decimalValue();
        BigInteger digits = decimal.unscaledValue();
        if (decimal.scale() <= 0 || digits.bitLength() > Long.SIZE - 1) {
            return decimal.doubleValue();
        }
        return digits.longValueExact() / Double.parseDouble("1e" + decimal.scale());
    }

    private static Model bytePairs(JsonNode node, boolean readsBytes) {
        Fields model = Fields.of(
                PATH,
                node,
                "type",
                "dropout",
                "unk_token",
                "continuing_subword_prefix",
                "end_of_word_suffix",
                "fuse_unk",
                "byte_fallback",
                "ignore_merges",
                "vocab",
                "merges");
        JsonNode dropout = model.optional("dropout");
        if (dropout != null && dropout.asDouble() != 0) {
            throw Fields.unsupported("model.dropout is " + dropout + "; ids would differ each time");
        }
        Map<String, Integer> vocabulary = vocabulary(model);
        String prefix =
                model.optional("continuing_subword_prefix") == null ? "" : model.text("continuing_subword_prefix");
        String suffix = model.optional("end_of_word_suffix") == null ? "" : model.text("end_of_word_suffix");
        int unknown = model.optional("unk_token") == null ? TokenBuffer.NONE : known(vocabulary, model, "unk_token");
        CharacterSymbols.Spelling spelling = new CharacterSymbols.Spelling(
                prefix, suffix, unknown, model.flag("fuse_unk", false), model.flag("byte_fallback", false));
        if (readsBytes && !(prefix.isEmpty() && suffix.isEmpty())) {
            throw Fields.unsupported("model.continuing_subword_prefix and end_of_word_suffix do not go with ByteLevel");
        }
        List<String> results = new ArrayList<>();
        Merges merges = merges(model, vocabulary, prefix, results);
        CharTrie wholeWords = new CharTrie();
        if (model.flag("ignore_merges", false)) {
            vocabulary.forEach((token, id) -> wholeWords.put(readsBytes ? ByteSymbols.text(token) : token, id));
        }
        Symbols symbols =
                readsBytes ? new ByteSymbols(vocabulary, unknown) : new CharacterSymbols(vocabulary, spelling);
        boolean cuttable = !readsBytes && prefix.isEmpty() && suffix.isEmpty() && wholeWords.isEmpty();
        char mark = cuttable && vocabulary.containsKey("▁") && results.stream().noneMatch(ModelReader::holdsMark)
                ? '▁'
                : Model.NO_MARK;
        return new Bpe(vocabulary, symbols, merges, new Bpe.Options(unknown, wholeWords, mark));
    }

    /** Whether a token goes on over the beginning of a word. */
    private static boolean holdsMark(String token) {
        return token.matches("(?s).*[^▁]▁.*");
    }

    private static Merges merges(Fields model, Map<String, Integer> vocabulary, String prefix, List<String> tokens) {
        JsonNode list = model.list("merges");
        int[] lefts = new int[list.size()];
        int[] rights = new int[list.size()];
        int[] results = new int[list.size()];
        for (int rank = 0; rank < lefts.length; rank++) {
            String[] pair = pair(list.get(rank), rank);
            String path = "model.merges[" + rank + "]";
            String right = pair[1].startsWith(prefix) ? pair[1].substring(prefix.length()) : pair[1];
            lefts[rank] = id(vocabulary, pair[0], path);
            rights[rank] = id(vocabulary, pair[1], path);
            results[rank] = id(vocabulary, pair[0] + right, path);
            tokens.add(pair[0] + right);
        }
        return new Merges(lefts, rights, results);
    }

    /** Newer files write a pair as a list, older ones as a text with a space. */
    private static String[] pair(JsonNode node, int rank) {
        if (node.isTextual()) {
            String[] pair = node.textValue().split(" ", -1);
            if (pair.length == 2) {
                return pair;
            }
        } else if (node.isArray() && node.size() == 2) {
            return new String[] {node.get(0).asText(), node.get(1).asText()};
        }
        throw Fields.unsupported("model.merges[" + rank + "] is no pair of tokens");
    }

    private static Map<String, Integer> vocabulary(Fields model) {
        JsonNode entries = model.required("vocab");
        if (!entries.isObject()) {
            throw Fields.unsupported("model.vocab is no object of tokens with their ids");
        }
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

    private static int known(Map<String, Integer> vocabulary, Fields model, String key) {
        return id(vocabulary, model.text(key), model.path(key));
    }

    private static int id(Map<String, Integer> vocabulary, String token, String path) {
        Integer id = vocabulary.get(token);
        if (id == null) {
            throw Fields.unsupported(path + " names " + token + ", which the vocabulary does not have");
        }
        return id;
    }
}
