package io.joyul.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import io.joyul.tokenize.TemplateProcessing.First;
import io.joyul.tokenize.TemplateProcessing.Piece;
import io.joyul.tokenize.TemplateProcessing.Second;
import io.joyul.tokenize.TemplateProcessing.Special;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the {@code post_processor} of a tokenizer.json into a layout. */
final class PostProcessorReader {
    private final Map<String, Integer> ids;

    private PostProcessorReader(Map<String, Integer> ids) {
        this.ids = ids;
    }

    static TemplateProcessing read(@Nullable JsonNode node, Map<String, Integer> ids) {
        if (node == null) {
            return TemplateProcessing.NONE;
        }
        PostProcessorReader reader = new PostProcessorReader(ids);
        String type = Fields.type("post_processor", node);
        return switch (type) {
            case "TemplateProcessing" ->
                reader.template(Fields.of("post_processor", node, "type", "single", "pair", "special_tokens"));
            case "BertProcessing" -> reader.bert(Fields.of("post_processor", node, "type", "sep", "cls"));
            default -> throw Fields.unsupportedType("post_processor", type, "TemplateProcessing, BertProcessing");
        };
    }

    private TemplateProcessing bert(Fields fields) {
        int cls = named(fields, "cls");
        int sep = named(fields, "sep");
        List<Piece> single = List.of(new Special(cls, 0), new First(0), new Special(sep, 0));
        List<Piece> pair = new ArrayList<>(single);
        pair.add(new Second(1));
        pair.add(new Special(sep, 1));
        return new TemplateProcessing(single, pair);
    }

    /** A token written as {@code ["[SEP]", 3]}. */
    private int named(Fields fields, String key) {
        JsonNode token = fields.list(key);
        return checked(fields.path(key), token.path(0).asText(), token.path(1));
    }

    private TemplateProcessing template(Fields fields) {
        JsonNode specials = fields.required("special_tokens");
        List<Piece> single = pieces(fields, "single", specials);
        if (single.stream().filter(First.class::isInstance).count() != 1
                || single.stream().anyMatch(Second.class::isInstance)) {
            throw Fields.unsupported("post_processor.single must hold the text A once and no other");
        }
        return new TemplateProcessing(single, pieces(fields, "pair", specials));
    }

    private List<Piece> pieces(Fields fields, String key, JsonNode specials) {
        List<Piece> pieces = new ArrayList<>();
        for (JsonNode node : fields.list(key)) {
            String path = fields.path(key) + "[" + pieces.size() + "]";
            Fields piece = Fields.of(path, node, "SpecialToken", "Sequence");
            JsonNode sequence = piece.optional("Sequence");
            if (sequence == null) {
                Fields special = Fields.of(path, piece.required("SpecialToken"), "id", "type_id");
                specialIds(special.text("id"), specials)
                        .forEach(id -> pieces.add(new Special(id, special.count("type_id"))));
            } else {
                pieces.add(text(Fields.of(path, sequence, "id", "type_id")));
            }
        }
        return pieces;
    }

    private static Piece text(Fields sequence) {
        int typeId = sequence.count("type_id");
        return switch (sequence.text("id")) {
            case "A" -> new First(typeId);
            case "B" -> new Second(typeId);
            default -> throw Fields.unsupportedType(sequence.path("id"), sequence.text("id"), "A, B");
        };
    }

    private List<Integer> specialIds(String name, JsonNode specials) {
        String path = "post_processor.special_tokens." + name;
        Fields token = Fields.of(path, specials.path(name), "id", "ids", "tokens");
        JsonNode numbers = token.list("ids");
        JsonNode names = token.list("tokens");
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < Math.max(numbers.size(), names.size()); i++) {
            found.add(checked(path, names.path(i).asText(), numbers.path(i)));
        }
        return found;
    }

    /** The id of a token, which must be the one that the vocabulary gives it. */
    private int checked(String path, String token, JsonNode id) {
        Integer known = ids.get(token);
        if (known == null || !id.isInt() || id.intValue() != known) {
            throw Fields.unsupported(path + " gives \"" + token + "\" the id " + id + "; the vocabulary says "
                    + (known == null ? "nothing of it" : known));
        }
        return known;
    }
}
