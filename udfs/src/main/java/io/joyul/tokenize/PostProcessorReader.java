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

/** Reads the {@code post_processor} of a tokenizer.json into a layout and what becomes of offsets. */
final class PostProcessorReader {
    private final Map<String, Integer> ids;
    private TemplateProcessing layout = TemplateProcessing.NONE;
    private @Nullable OffsetTrimming trimming;

    private PostProcessorReader(Map<String, Integer> ids) {
        this.ids = ids;
    }

    static PostProcessorReader read(@Nullable JsonNode node, Map<String, Integer> ids) {
        PostProcessorReader reader = new PostProcessorReader(ids);
        if (node != null) {
            reader.add("post_processor", node);
        }
        return reader;
    }

    TemplateProcessing layout() {
        return layout;
    }

    @Nullable
    OffsetTrimming trimming() {
        return trimming;
    }

    private void add(String path, JsonNode node) {
        if (layout != TemplateProcessing.NONE) {
            throw Fields.unsupported(path + " comes after the one that puts in special tokens, which must be the last");
        }
        String type = Fields.type(path, node);
        switch (type) {
            case "TemplateProcessing" ->
                layout = template(Fields.of(path, node, "type", "single", "pair", "special_tokens"));
            case "BertProcessing" -> layout = bert(Fields.of(path, node, "type", "sep", "cls"));
            case "RobertaProcessing" -> {
                Fields fields = Fields.of(path, node, "type", "sep", "cls", "trim_offsets", "add_prefix_space");
                layout = roberta(fields);
                trim(fields);
            }
            case "ByteLevel" -> trim(Fields.of(path, node, "type", "add_prefix_space", "trim_offsets", "use_regex"));
            case "Sequence" -> {
                JsonNode list = Fields.of(path, node, "type", "processors").list("processors");
                for (int i = 0; i < list.size(); i++) {
                    add(path + ".processors[" + i + "]", list.get(i));
                }
            }
            default ->
                throw Fields.unsupportedType(
                        path, type, "TemplateProcessing, BertProcessing, RobertaProcessing, ByteLevel, Sequence");
        }
    }

    private void trim(Fields fields) {
        if (fields.flag("trim_offsets", true)) {
            trimming = OffsetTrimming.of(fields.flag("add_prefix_space", true), ids);
        }
    }

    /** Two separators between two texts, and no segments (Liu et al. 2019, https://arxiv.org/abs/1907.11692). */
    private TemplateProcessing roberta(Fields fields) {
        Piece cls = new Special(named(fields, "cls"), 0);
        Piece sep = new Special(named(fields, "sep"), 0);
        return TemplateProcessing.of(
                List.of(cls, new First(0), sep), List.of(cls, new First(0), sep, sep, new Second(0), sep));
    }

    private TemplateProcessing bert(Fields fields) {
        int cls = named(fields, "cls");
        int sep = named(fields, "sep");
        List<Piece> single = List.of(new Special(cls, 0), new First(0), new Special(sep, 0));
        List<Piece> pair = new ArrayList<>(single);
        pair.add(new Second(1));
        pair.add(new Special(sep, 1));
        return TemplateProcessing.of(single, pair);
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
        return TemplateProcessing.of(single, pieces(fields, "pair", specials));
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
