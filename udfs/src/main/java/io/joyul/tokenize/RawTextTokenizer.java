package io.joyul.tokenize;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.text.TextNormaliser;
import io.joyul.text.TextNormaliser.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A {@code tokenizer.json} that takes texts as they come: what the run did to each text before it was tokenised stands in
 * the file, before the tokenizer's own normalizers. So whoever serves the model finds the ids that it was tuned on, with
 * no more than the file and Hugging Face's library. Characters are spelt out by Java's tables, for a library with a later
 * Unicode would keep what the run dropped.
 *
 * <p>One thing differs: the library looks for special tokens first, so a text that spells {@code [MASK]} is normalised in
 * parts, and each part is trimmed.
 *
 * @param json the file
 * @param missing what the format cannot say, and has to be done to a text before it gets here
 */
public record RawTextTokenizer(String json, Set<Step> missing) {
    /** Scores of a vocabulary keep every digit. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();

    private static final String JOINERS = "[\u200C\u200D]";
    private static final int LAST_FORM = 0xFFFF;

    public RawTextTokenizer {
        missing = Set.copyOf(missing);
    }

    /**
     * Puts a normaliser before a tokenizer; before one that begins with it already, nothing.
     *
     * @throws JoyulException {@code TOKENIZER_UNSUPPORTED} when the file is no JSON object
     */
    public static RawTextTokenizer of(String tokenizer, TextNormaliser normaliser) {
        Set<Step> missing = missing(normaliser);
        ArrayNode first = new Rules(normaliser.steps()).list;
        ObjectNode file = parse(tokenizer);
        ArrayNode own = normalizers(file);
        if (first.isEmpty() || beginsWith(own, first)) {
            return new RawTextTokenizer(tokenizer, missing);
        }
        return new RawTextTokenizer(write(file, first.addAll(own)), missing);
    }

    /**
     * The other way: the tokenizer for texts that the normaliser has seen already. Rules for what is not there any more
     * only cost time.
     *
     * @throws JoyulException {@code TOKENIZER_UNSUPPORTED} when the file is no JSON object
     */
    public static String withoutNormaliser(String tokenizer, TextNormaliser normaliser) {
        ArrayNode first = new Rules(normaliser.steps()).list;
        ObjectNode file = parse(tokenizer);
        ArrayNode own = normalizers(file);
        if (first.isEmpty() || !beginsWith(own, first)) {
            return tokenizer;
        }
        for (int i = 0; i < first.size(); i++) {
            own.remove(0);
        }
        return write(file, own);
    }

    private static ObjectNode parse(String tokenizer) {
        try {
            if (JSON.readTree(tokenizer) instanceof ObjectNode file) {
                return file;
            }
        } catch (JsonProcessingException e) {
            throw new JoyulException(ErrorCode.TOKENIZER_UNSUPPORTED, "tokenizer.json is no JSON", e);
        }
        throw new JoyulException(ErrorCode.TOKENIZER_UNSUPPORTED, "tokenizer.json is no JSON object");
    }

    private static String write(ObjectNode file, ArrayNode normalizers) {
        if (normalizers.size() > 1) {
            file.putObject("normalizer").put("type", "Sequence").set("normalizers", normalizers);
        } else {
            file.set("normalizer", normalizers.get(0));
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(file);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read as JSON is written as JSON", e);
        }
    }

    /** What the format cannot say: a letter's place in its syllable hangs on its neighbours, and a replacement is constant. */
    public static Set<Step> missing(TextNormaliser normaliser) {
        return normaliser.steps().contains(Step.COMPOSE_JAMO) ? Set.of(Step.COMPOSE_JAMO) : Set.of();
    }

    private static ArrayNode normalizers(ObjectNode file) {
        JsonNode own = file.path("normalizer");
        ArrayNode list = JSON.createArrayNode();
        if (own.isMissingNode() || own.isNull()) {
            return list;
        }
        return own.path("normalizers") instanceof ArrayNode several ? several : list.add(own);
    }

    private static boolean beginsWith(ArrayNode list, ArrayNode first) {
        for (int i = 0; i < first.size(); i++) {
            if (!first.get(i).equals(list.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Steps as normalizers of the file, in the order in which {@link TextNormaliser} does them. */
    private static final class Rules {
        private final ArrayNode list = JsonNodeFactory.instance.arrayNode();

        Rules(Set<Step> steps) {
            if (steps.contains(Step.EOJEOL_BOUNDARIES)) {
                characters(Step.EOJEOL_BOUNDARIES, LAST_FORM);
            }
            if (steps.contains(Step.STRIP_CONTROL)) {
                characters(Step.STRIP_CONTROL, Character.MAX_CODE_POINT);
                joiners(steps.contains(Step.COLLAPSE_WHITESPACE));
            }
            if (steps.contains(Step.FULL_WIDTH)) {
                characters(Step.FULL_WIDTH, LAST_FORM);
            }
            if (steps.contains(Step.NFC)) {
                list.addObject().put("type", "NFC");
            }
            if (steps.contains(Step.NFKC)) {
                list.addObject().put("type", "NFKC");
            }
            if (steps.contains(Step.COLLAPSE_WHITESPACE)) {
                replace("\\s+", " ");
                list.addObject().put("type", "Strip").put("strip_left", true).put("strip_right", true);
            }
        }

        /** A step that looks at one character at a time, as it treats each of them. */
        private void characters(Step step, int last) {
            TextNormaliser normaliser = new TextNormaliser(Set.of(step));
            Map<String, CodePoints> changed = new LinkedHashMap<>();
            for (int point = 0; point <= last; point++) {
                if (apart(point)) {
                    continue;
                }
                String before = Character.toString(point);
                String after = normaliser.normalise(before);
                if (!after.equals(before)) {
                    changed.computeIfAbsent(after, unseen -> new CodePoints()).add(point);
                }
            }
            changed.forEach((after, points) -> replace(points.expression(), after));
        }

        /** Half a pair is in no text of a JSON file; what becomes of a joiner hangs on its neighbours. */
        private static boolean apart(int point) {
            return (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)
                    || JOINERS.indexOf(point) >= 0;
        }

        /** A joiner goes where no visible character stands on one of its sides. */
        private void joiners(boolean collapse) {
            replace(JOINERS + "{2,}", "");
            if (collapse) {
                replace("[\\s\u200C\u200D]*\\s[\\s\u200C\u200D]*", " ");
            } else {
                spaces().forEach(space -> replace(JOINERS + "?" + space + JOINERS + "?", space));
            }
            replace("^" + JOINERS, "");
            replace(JOINERS + "$", "");
        }

        private static List<String> spaces() {
            List<String> spaces = new ArrayList<>();
            for (int point = 0; point <= LAST_FORM; point++) {
                if (Character.getType(point) == Character.SPACE_SEPARATOR) {
                    spaces.add(Character.toString(point));
                }
            }
            return spaces;
        }

        private void replace(String expression, String content) {
            ObjectNode rule = list.addObject().put("type", "Replace");
            rule.putObject("pattern").put("Regex", expression);
            rule.put("content", content);
        }
    }

    /** Code points in ascending order, as a class of a regular expression. */
    private static final class CodePoints {
        private final StringBuilder ranges = new StringBuilder();
        private int first = -1;
        private int last = -1;

        void add(int point) {
            if (point != last + 1 || first < 0) {
                close();
                first = point;
            }
            last = point;
        }

        private void close() {
            if (first >= 0) {
                ranges.append(hex(first)).append(first == last ? "" : "-" + hex(last));
            }
        }

        private static String hex(int point) {
            return String.format(Locale.ROOT, "\\x{%X}", point);
        }

        String expression() {
            close();
            return "[" + ranges + "]";
        }
    }
}
