package io.joyul.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the {@code decoder} of a tokenizer.json. */
final class DecoderReader {
    private DecoderReader() {}

    static @Nullable Decoder read(@Nullable JsonNode node) {
        return node == null ? null : read("decoder", node);
    }

    private static Decoder read(String path, JsonNode node) {
        String type = Fields.type(path, node);
        switch (type) {
            case "WordPiece" -> {
                Fields fields = Fields.of(path, node, "type", "prefix", "cleanup");
                return new WordPieceDecoder(fields.text("prefix"), fields.flag("cleanup", true));
            }
            case "ByteLevel" -> {
                Fields.of(path, node, "type", "add_prefix_space", "trim_offsets", "use_regex");
                return Decoders.byteLevel();
            }
            case "Metaspace" -> {
                Fields fields = Fields.of(
                        path, node, "type", "replacement", "str_rep", "add_prefix_space", "prepend_scheme", "split");
                return Decoders.metaspace(PreTokenizerReader.mark(fields), PreTokenizerReader.scheme(fields));
            }
            case "BPEDecoder" -> {
                return Decoders.wordEnds(Fields.of(path, node, "type", "suffix").text("suffix"));
            }
            case "ByteFallback" -> {
                Fields.of(path, node, "type");
                return Decoders.byteFallback();
            }
            case "Fuse" -> {
                Fields.of(path, node, "type");
                return Decoders.fuse();
            }
            case "Strip" -> {
                return strip(Fields.of(path, node, "type", "content", "start", "stop"));
            }
            case "Replace" -> {
                Fields fields = Fields.of(path, node, "type", "pattern", "content");
                return Decoders.replace(NormalizerReader.pattern(fields), fields.text("content"));
            }
            case "Sequence" -> {
                JsonNode list = Fields.of(path, node, "type", "decoders").list("decoders");
                List<Decoder> decoders = new ArrayList<>();
                for (JsonNode entry : list) {
                    decoders.add(read(path + ".decoders[" + decoders.size() + "]", entry));
                }
                return Decoders.sequence(decoders);
            }
            default ->
                throw Fields.unsupportedType(
                        path,
                        type,
                        "WordPiece, ByteLevel, Metaspace, BPEDecoder, ByteFallback, Fuse, Strip, Replace, Sequence");
        }
    }

    private static Decoder strip(Fields fields) {
        String content = fields.text("content");
        if (content.length() != 1) {
            throw Fields.unsupported(fields.path("content") + " is \"" + content + "\"; it must be one character");
        }
        return Decoders.strip(content.charAt(0), fields.count("start"), fields.count("stop"));
    }
}
