package io.joyul.config;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The plain types that a key may have. The type decides how a value is read, so YAML's own guesses never matter. */
final class ScalarTypes {
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?([0-9][0-9_]*\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]{1,3})?");

    private ScalarTypes() {}

    /** The value, or null when the text is none of that type. */
    static @Nullable Object parse(Type type, String text) {
        if (type == String.class) {
            return text.isBlank() ? null : text;
        }
        if (type == boolean.class) {
            return switch (text) {
                case "true" -> true;
                case "false" -> false;
                default -> null;
            };
        }
        if (type instanceof Class<?> kind && kind.isEnum()) {
            return constants(kind).stream()
                    .filter(constant -> KeyNames.of(constant).equals(text))
                    .findFirst()
                    .orElse(null);
        }
        return number(type, text);
    }

    private static @Nullable Object number(Type type, String text) {
        if (!NUMBER.matcher(text).matches()) {
            return null;
        }
        BigDecimal number = new BigDecimal(text.replace("_", ""));
        if (type == double.class || type == Double.class) {
            return number.doubleValue();
        }
        try {
            if (type == int.class || type == Integer.class) {
                return number.intValueExact();
            }
            return number.longValueExact();
        } catch (ArithmeticException fractionOrTooLarge) {
            return null;
        }
    }

    /** What a value of the type is, to follow "must be". */
    static String description(Type type) {
        if (type == String.class) {
            return "a text that is not empty";
        }
        if (type == boolean.class) {
            return "true or false";
        }
        if (type instanceof Class<?> kind && kind.isEnum()) {
            return "one of " + String.join(", ", names(kind));
        }
        if (type == double.class || type == Double.class) {
            return "a number";
        }
        return type == int.class || type == Integer.class ? "a whole number up to 2147483647" : "a whole number";
    }

    /** The nearest choice to a mistyped one, or nothing. */
    static String hint(Type type, YamlNode node) {
        if (type instanceof Class<?> kind && kind.isEnum() && node instanceof YamlNode.Scalar scalar) {
            return KeyNames.nearest(scalar.text(), names(kind))
                    .map(name -> "; did you mean " + name + "?")
                    .orElse("");
        }
        return "";
    }

    private static List<String> names(Class<?> kind) {
        return constants(kind).stream().map(KeyNames::of).toList();
    }

    private static List<Enum<?>> constants(Class<?> kind) {
        return Arrays.<Object>stream(kind.getEnumConstants())
                .<Enum<?>>map(constant -> (Enum<?>) constant)
                .toList();
    }
}
