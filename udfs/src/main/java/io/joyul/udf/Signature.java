package io.joyul.udf;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.types.DataType;

/**
 * What a function takes and gives, and its documentation.
 *
 * @param summary what it gives, as a sentence
 * @param parameters options last
 * @param returns the type of its result, which may always be null
 * @param example a query, without the semicolon
 * @param result what the example shows
 */
public record Signature(
        String name, String summary, List<Parameter> parameters, DataType returns, String example, String result)
        implements Serializable {
    private static final String SINCE = "0.1.0";

    public Signature {
        parameters = List.copyOf(parameters);
    }

    /** The fewest arguments. */
    int required() {
        return (int) parameters.stream()
                .filter(parameter -> parameter.role() != Parameter.Role.OPTION)
                .count();
    }

    /** Such as {@code joyul_tokenise(text, tokenizer[, max_length])}. */
    String form() {
        StringBuilder form = new StringBuilder(name).append('(');
        for (int i = 0; i < parameters.size(); i++) {
            boolean option = parameters.get(i).role() == Parameter.Role.OPTION;
            form.append(option ? "[" : "")
                    .append(i > 0 ? ", " : "")
                    .append(parameters.get(i).name());
        }
        return form.append("]".repeat(parameters.size() - required()))
                .append(')')
                .toString();
    }

    /** What {@code DESCRIBE FUNCTION} shows. */
    ExpressionInfo info() {
        String arguments = parameters.stream()
                .map(parameter -> "      * " + parameter.name() + " - " + parameter.meaning() + "\n")
                .collect(Collectors.joining("", "\n    Arguments:\n", "  "));
        String examples = "\n    Examples:\n      > " + example + ";\n       " + result + "\n  ";
        return new ExpressionInfo(
                FunctionCall.class.getName(),
                null,
                name,
                form() + " - " + summary,
                arguments,
                examples,
                "",
                "string_funcs",
                SINCE,
                "",
                "built-in");
    }
}
