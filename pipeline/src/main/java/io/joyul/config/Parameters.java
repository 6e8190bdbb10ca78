package io.joyul.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills in {@code ${parameters.NAME}} wherever it stands in a run file, before the keys are checked. */
final class Parameters {
    private static final String SECTION = "parameters";
    private static final Pattern PLACE = Pattern.compile("\\$\\{" + SECTION + "\\.([^}]*)}");

    private final Map<String, String> values;
    private final Problems problems;

    private Parameters(Map<String, String> values, Problems problems) {
        this.values = values;
        this.problems = problems;
    }

    static YamlNode fillIn(YamlNode.Mapping root, Problems problems) {
        Map<String, String> values = new LinkedHashMap<>();
        YamlNode.Entry section = root.entries().get(SECTION);
        // What is no section of plain values is found by the binding.
        if (section != null && section.value() instanceof YamlNode.Mapping mapping) {
            mapping.entries().forEach((name, entry) -> {
                if (entry.value() instanceof YamlNode.Scalar scalar) {
                    values.put(name, scalar.text());
                }
            });
        }
        return new Parameters(values, problems).filled(root, "");
    }

    private YamlNode filled(YamlNode node, String key) {
        if (node instanceof YamlNode.Mapping mapping) {
            Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
            mapping.entries()
                    .forEach((name, entry) -> entries.put(
                            name, new YamlNode.Entry(entry.where(), filled(entry.value(), KeyNames.join(key, name)))));
            return new YamlNode.Mapping(mapping.where(), entries);
        }
        if (node instanceof YamlNode.Sequence sequence) {
            List<YamlNode> items = new ArrayList<>();
            sequence.items().forEach(item -> items.add(filled(item, key + "[" + items.size() + "]")));
            return new YamlNode.Sequence(sequence.where(), items);
        }
        if (node instanceof YamlNode.Scalar scalar) {
            String text = PLACE.matcher(scalar.text())
                    .replaceAll(place -> Matcher.quoteReplacement(value(place, scalar.where(), key)));
            return new YamlNode.Scalar(scalar.where(), text);
        }
        return node;
    }

    private String value(MatchResult place, String where, String key) {
        String name = place.group(1);
        String value = values.get(name);
        if (value == null) {
            problems.add(
                    where,
                    key,
                    place.group() + " stands for no parameter"
                            + KeyNames.nearest(name, values.keySet())
                                    .map(near -> "; did you mean ${" + SECTION + "." + near + "}?")
                                    .orElse("; give it a value by " + SECTION + "." + name));
            return place.group();
        }
        return value;
    }
}
