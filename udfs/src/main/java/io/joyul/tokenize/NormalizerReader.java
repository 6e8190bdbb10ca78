package io.joyul.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the {@code normalizer} of a tokenizer.json. */
final class NormalizerReader {
    private final List<Normalizer> normalizers = new ArrayList<>();

    private NormalizerReader() {}

    /** The normalizers in the order in which they run; sequences within sequences are laid flat. */
    static List<Normalizer> read(@Nullable JsonNode node) {
        NormalizerReader reader = new NormalizerReader();
        if (node != null) {
            reader.add("normalizer", node);
        }
        return reader.normalizers;
    }

    private void add(String path, JsonNode node) {
        String type = Fields.type(path, node);
        switch (type) {
            case "Sequence" -> {
                JsonNode list = Fields.of(path, node, "type", "normalizers").list("normalizers");
                for (int i = 0; i < list.size(); i++) {
                    add(path + ".normalizers[" + i + "]", list.get(i));
                }
            }
            case "BertNormalizer" -> normalizers.add(bert(path, node));
            case "NFC", "NFD", "NFKC", "NFKD" -> {
                Fields.of(path, node, "type");
                normalizers.add(UnicodeNormalizer.of(Form.valueOf(type)));
            }
            case "Lowercase" -> {
                Fields.of(path, node, "type");
                normalizers.add(CodePointMap.lowercase());
            }
            case "StripAccents" -> {
                Fields.of(path, node, "type");
                normalizers.add(CodePointMap.stripAccents());
            }
            case "Nmt" -> {
                Fields.of(path, node, "type");
                normalizers.add(CodePointMap.nmt());
            }
            case "Strip" -> {
                Fields fields = Fields.of(path, node, "type", "strip_left", "strip_right");
                normalizers.add(new Strip(fields.flag("strip_left", true), fields.flag("strip_right", true)));
            }
            case "Replace" -> {
                Fields fields = Fields.of(path, node, "type", "pattern", "content");
                normalizers.add(new Replace(pattern(fields), fields.text("content")));
            }
            case "Prepend" ->
                normalizers.add(
                        new Prepend(Fields.of(path, node, "type", "prepend").text("prepend")));
            case "Precompiled" ->
                normalizers.add(Precompiled.read(
                        Fields.of(path, node, "type", "precompiled_charsmap").text("precompiled_charsmap")));
            default ->
                throw Fields.unsupportedType(
                        path,
                        type,
                        "BertNormalizer, NFC, NFD, NFKC, NFKD, Lowercase, StripAccents, Nmt, Strip, Replace, Prepend,"
                                + " Precompiled, Sequence");
        }
    }

    private static Normalizer bert(String path, JsonNode node) {
        Fields fields =
                Fields.of(path, node, "type", "clean_text", "handle_chinese_chars", "strip_accents", "lowercase");
        boolean lowercase = fields.flag("lowercase", true);
        return new BertNormalizer(
                        fields.flag("clean_text", true),
                        fields.flag("handle_chinese_chars", true),
                        fields.flag("strip_accents", lowercase),
                        lowercase)
                .normalizer();
    }

    /** The {@code pattern} of an object: a text or a regular expression. */
    static TextPattern pattern(Fields fields) {
        Fields pattern = Fields.of(fields.path("pattern"), fields.required("pattern"), "String", "Regex");
        return pattern.optional("String") == null
                ? TextPattern.regex(pattern.text("Regex"), pattern.path("Regex"))
                : TextPattern.literal(pattern.text("String"));
    }
}
