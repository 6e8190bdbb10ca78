package io.joyul.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one YAML document into nodes that know their lines. Keys written twice are problems; text that is not YAML at
 * all is {@code CONFIG_UNREADABLE}.
 */
final class YamlTreeReader {
    private static final YAMLFactory FACTORY = new YAMLFactory();

    private final YAMLParser parser;
    private final Problems problems;
    private final @Nullable String origin;

    private YamlTreeReader(YAMLParser parser, Problems problems, @Nullable String origin) {
        this.parser = parser;
        this.problems = problems;
        this.origin = origin;
    }

    /** The document of a file; empty text is an empty mapping. */
    static YamlNode read(String file, String yaml, Problems problems) {
        return read(file, yaml, problems, null);
    }

    /** A value given on the command line: its nodes lie at {@code origin} and not at a line. */
    static YamlNode readValue(String origin, String yaml, Problems problems) {
        return read(origin, yaml, problems, origin);
    }

    private static YamlNode read(String source, String yaml, Problems problems, @Nullable String origin) {
        try (YAMLParser parser = FACTORY.createParser(yaml)) {
            YamlTreeReader reader = new YamlTreeReader(parser, problems, origin);
            YamlNode root = parser.nextToken() == null
                    ? new YamlNode.Nothing(origin == null ? "line 1" : origin, "")
                    : reader.node("");
            if (parser.nextToken() != null) {
                problems.add(reader.where(), "---", "a second document begins; a run file holds one");
            }
            return root;
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
            throw new JoyulException(
                    ErrorCode.CONFIG_UNREADABLE,
                    source + ": " + line + "this is not YAML: "
                            + e.getOriginalMessage().lines().findFirst().orElse("unexpected end"),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private YamlNode node(String path) throws IOException {
        String where = where();
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return mapping(where, path);
        }
        if (token == JsonToken.START_ARRAY) {
            List<YamlNode> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(node(path));
            }
            return new YamlNode.Sequence(where, items);
        }
        if (parser.isCurrentAlias()) {
            problems.add(where, path, "an alias (*" + parser.getText() + ") is not followed; write the value out");
        }
        return token == JsonToken.VALUE_NULL
                ? new YamlNode.Nothing(where, parser.getText())
                : new YamlNode.Scalar(where, parser.getText());
    }

    private YamlNode.Mapping mapping(String where, String path) throws IOException {
        YamlNode.Mapping mapping = YamlNode.Mapping.empty(where);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            String keyWhere = where();
            String keyPath = KeyNames.join(path, key);
            parser.nextToken();
            YamlNode.Entry entry = new YamlNode.Entry(keyWhere, node(keyPath));
            YamlNode.Entry earlier = mapping.entries().putIfAbsent(key, entry);
            if (earlier != null) {
                problems.add(keyWhere, keyPath, "is already given at " + earlier.where() + "; keep one");
            }
        }
        return mapping;
    }

    private String where() {
        return origin == null ? "line " + parser.currentTokenLocation().getLineNr() : origin;
    }
}
