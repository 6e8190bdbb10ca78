package io.joyul.udf;

import java.util.Map;
import java.util.Objects;

/**
 * The constant arguments of a call by their parameters' names; options that were left out are not there.
 *
 * @param values as Spark keeps them
 */
public record Constants(Map<String, Object> values) {
    public Constants {
        values = Map.copyOf(values);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** A constant that must be given. */
    public String text(String name) {
        return Objects.requireNonNull(values.get(name)).toString();
    }

    int number(String name, int otherwise) {
        return values.get(name) instanceof Integer given ? given : otherwise;
    }

    double share(String name, double otherwise) {
        return values.get(name) instanceof Double given ? given : otherwise;
    }

    TokenizerFile tokenizer() {
        return TokenizerFile.at(text("tokenizer"));
    }
}
