package io.joyul.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import io.joyul.tokenize.Split.Behavior;
import io.joyul.tokenize.Split.Delimiter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the {@code pre_tokenizer} of a tokenizer.json. */
final class PreTokenizerReader {
    private final List<PreTokenizer> preTokenizers = new ArrayList<>();

    private PreTokenizerReader() {}

    /** The pre-tokenizers in the order in which they cut; sequences within sequences are laid flat. */
    static List<PreTokenizer> read(@Nullable JsonNode node) {
        PreTokenizerReader reader = new PreTokenizerReader();
        if (node != null) {
            reader.add("pre_tokenizer", node);
        }
        return reader.preTokenizers;
    }

    private void add(String path, JsonNode node) {
        if (!preTokenizers.isEmpty() && preTokenizers.get(preTokenizers.size() - 1) instanceof ByteLevel) {
            throw Fields.unsupported(path + " comes after ByteLevel, which must be the last");
        }
        String type = Fields.type(path, node);
        switch (type) {
            case "Sequence" -> {
                JsonNode list = Fields.of(path, node, "type", "pretokenizers").list("pretokenizers");
                for (int i = 0; i < list.size(); i++) {
                    add(path + ".pretokenizers[" + i + "]", list.get(i));
                }
            }
            case "BertPreTokenizer" -> {
                Fields.of(path, node, "type");
                preTokenizers.add(new BertPreTokenizer());
            }
            case "ByteLevel" -> preTokenizers.add(byteLevel(path, node));
            case "Metaspace" -> preTokenizers.add(metaspace(path, node));
            case "Whitespace" -> {
                Fields.of(path, node, "type");
                preTokenizers.add(new Split(Delimiters.between(Delimiters.wordsAndSymbols()), Behavior.REMOVED));
            }
            case "WhitespaceSplit" -> {
                Fields.of(path, node, "type");
                preTokenizers.add(new SpaceSplit());
            }
            case "Punctuation" -> {
                Fields fields = Fields.of(path, node, "type", "behavior");
                Behavior behavior = fields.optional("behavior") == null ? Behavior.ISOLATED : behavior(fields);
                preTokenizers.add(new Split(Delimiters.characters(BertCharacters::punctuation), behavior));
            }
            case "Digits" -> {
                boolean apart =
                        Fields.of(path, node, "type", "individual_digits").flag("individual_digits", false);
                preTokenizers.add(new Split(
                        Delimiters.characters(codePoint -> UnicodeClasses.of(codePoint) == UnicodeClasses.NUMBER),
                        apart ? Behavior.ISOLATED : Behavior.CONTIGUOUS));
            }
            case "CharDelimiterSplit" -> {
                String delimiter = Fields.of(path, node, "type", "delimiter").text("delimiter");
                preTokenizers.add(new Split(Delimiters.pattern(TextPattern.literal(delimiter)), Behavior.REMOVED));
            }
            case "Split" -> preTokenizers.add(split(path, node));
            default ->
                throw Fields.unsupportedType(
                        path,
                        type,
                        "BertPreTokenizer, ByteLevel, Metaspace, Whitespace, WhitespaceSplit, Punctuation, Digits,"
                                + " CharDelimiterSplit, Split, Sequence");
        }
    }

    private static PreTokenizer byteLevel(String path, JsonNode node) {
        Fields fields = Fields.of(path, node, "type", "add_prefix_space", "trim_offsets", "use_regex");
        return new ByteLevel(fields.flag("add_prefix_space", true), fields.flag("use_regex", true));
    }

    private static PreTokenizer metaspace(String path, JsonNode node) {
        Fields fields =
                Fields.of(path, node, "type", "replacement", "str_rep", "add_prefix_space", "prepend_scheme", "split");
        return new Metaspace(mark(fields), scheme(fields), fields.flag("split", true));
    }

    /** The mark that stands for a space. */
    static char mark(Fields fields) {
        String mark = fields.text("replacement");
        if (mark.length() != 1
                || fields.optional("str_rep") != null && !fields.text("str_rep").equals(mark)) {
            throw Fields.unsupported(fields.path("replacement") + " is \"" + mark + "\"; it must be one character");
        }
        return mark.charAt(0);
    }

    /** Newer files have {@code prepend_scheme}, older ones {@code add_prefix_space}. */
    static Metaspace.Scheme scheme(Fields fields) {
        boolean prefix = fields.flag("add_prefix_space", true);
        if (fields.optional("prepend_scheme") == null) {
            return prefix ? Metaspace.Scheme.ALWAYS : Metaspace.Scheme.NEVER;
        }
        String name = fields.text("prepend_scheme");
        Metaspace.Scheme scheme = switch (name) {
            case "always" -> Metaspace.Scheme.ALWAYS;
            case "first" -> Metaspace.Scheme.FIRST;
            case "never" -> Metaspace.Scheme.NEVER;
            default -> throw Fields.unsupportedType(fields.path("prepend_scheme"), name, "always, first, never");
        };
        if (!prefix && scheme != Metaspace.Scheme.NEVER) {
            throw Fields.unsupported(fields.path("add_prefix_space") + " is false but prepend_scheme is " + name);
        }
        return scheme;
    }

    private static PreTokenizer split(String path, JsonNode node) {
        Fields fields = Fields.of(path, node, "type", "pattern", "behavior", "invert");
        Behavior behavior = behavior(fields);
        Delimiter delimiter = delimiter(fields);
        if (!fields.flag("invert", false) || behavior == Behavior.ISOLATED) {
            return new Split(delimiter, behavior);
        }
        if (behavior != Behavior.REMOVED) {
            throw Fields.unsupported(
                    fields.path("invert") + " is only supported where behavior is Removed or Isolated");
        }
        return new Split(Delimiters.between(delimiter), behavior);
    }

    private static Delimiter delimiter(Fields fields) {
        JsonNode expression = fields.required("pattern").path("Regex");
        ByteLevelWords known = expression.isTextual() ? ByteLevelWords.KNOWN.get(expression.textValue()) : null;
        return known == null ? Delimiters.pattern(NormalizerReader.pattern(fields)) : known;
    }

    private static Behavior behavior(Fields fields) {
        return switch (fields.text("behavior")) {
            case "Removed" -> Behavior.REMOVED;
            case "Isolated" -> Behavior.ISOLATED;
            case "MergedWithPrevious" -> Behavior.MERGED_WITH_PREVIOUS;
            case "MergedWithNext" -> Behavior.MERGED_WITH_NEXT;
            case "Contiguous" -> Behavior.CONTIGUOUS;
            default ->
                throw Fields.unsupportedType(
                        fields.path("behavior"),
                        fields.text("behavior"),
                        "Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous");
        };
    }
}
