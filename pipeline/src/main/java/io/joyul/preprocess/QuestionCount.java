package io.joyul.preprocess;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Counts the rows of SQuAD's JSON token by token, below those who make rows of it: every question is one, and so is every
 * article without a list of paragraphs and every paragraph without one of questions.
 */
final class QuestionCount extends JsonParserDelegate {
    /** The lists, each in the elements of the one before. */
    private static final List<String> LISTS = List.of("data", "paragraphs", "qas");

    private final LongConsumer count;
    private long rows;

    /** {@code count} hears at the end of the JSON how many rows there must be. */
    QuestionCount(JsonParser json, LongConsumer count) {
        super(json);
        this.count = count;
    }

    @Override
    public JsonToken nextToken() throws IOException {
        JsonToken token = super.nextToken();
        if (token == null) {
            count.accept(rows);
        } else if (token.isStructStart() || token.isScalarValue()) {
            add(token);
        }
        return token;
    }

    /** Every element counts, until it shows the list of those that count in its place. */
    private void add(JsonToken token) {
        JsonStreamContext inside = getParsingContext();
        JsonStreamContext around = token.isStructStart() ? inside.getParent() : inside;
        if (list(around) >= 0) {
            rows++;
        } else if (token == JsonToken.START_ARRAY && list(inside) > 0) {
            rows--;
        }
    }

    /** Which of the lists an array is, or -1. */
    private static int list(JsonStreamContext array) {
        int depth = array.getNestingDepth();
        if (!array.inArray() || depth % 2 != 0 || depth > 2 * LISTS.size()) {
            return -1;
        }
        int list = depth / 2 - 1;
        JsonStreamContext object = array.getParent();
        boolean named = object.inObject() && LISTS.get(list).equals(object.getCurrentName());
        return named && (list == 0 || list(object.getParent()) == list - 1) ? list : -1;
    }
}
