package io.joyul.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A part of a YAML document that still knows where it was written, so that a problem can name the line. */
sealed interface YamlNode {
    /** Such as {@code line 12} or {@code --set}. */
    String where();

    /** What a message calls it. */
    String description();

    /** Keys in the order of the file; mutable, since overrides are put in before the binding. */
    record Mapping(String where, Map<String, Entry> entries) implements YamlNode {
        static Mapping empty(String where) {
            return new Mapping(where, new LinkedHashMap<>());
        }

        @Override
        public String description() {
            return "a section with keys of its own";
        }
    }

    /** A value with the place of its key. */
    record Entry(String where, YamlNode value) {}

    /** A list. */
    record Sequence(String where, List<YamlNode> items) implements YamlNode {
        @Override
        public String description() {
            return "a list";
        }
    }

    /** One value as it was written; the key that it belongs to decides whether it is a number, a flag or a text. */
    record Scalar(String where, String text) implements YamlNode {
        @Override
        public String description() {
            return '"' + text + '"';
        }
    }

    /**
     * An unquoted {@code null} or {@code ~}, or nothing at all.
     *
     * @param text as it was written
     */
    record Nothing(String where, String text) implements YamlNode {
        @Override
        public String description() {
            return text.isEmpty() ? "empty" : text;
        }
    }
}
