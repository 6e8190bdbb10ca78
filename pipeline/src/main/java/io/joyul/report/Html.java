package io.joyul.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;

/**
 * Writes a page that is well-formed as HTML and as XML, whatever the text in it: tags close in order, and text and
 * attribute values are escaped on their way in, so there is no second, unsafe way to write them.
 */
final class Html {
    /** The elements used here that never have content; HTML reads any other empty element's {@code />} as an opening. */
    private static final Set<String> EMPTY = Set.of("meta", "line", "path", "rect", "circle");

    private final StringBuilder out = new StringBuilder("<!DOCTYPE html>\n");
    private final Deque<String> open = new ArrayDeque<>();
    private boolean inTag;

    Html start(String name) {
        closeTag();
        out.append('<').append(name);
        open.push(name);
        inTag = true;
        return this;
    }

    Html start(String name, String cssClass) {
        return start(name).attribute("class", cssClass);
    }

    Html attribute(String name, String value) {
        if (!inTag) {
            throw new IllegalStateException("attribute " + name + " comes after its element's content");
        }
        out.append(' ').append(name).append("=\"");
        escape(value);
        out.append('"');
        return this;
    }

    /** A coordinate or length, to a tenth of a pixel. */
    Html attribute(String name, double value) {
        return attribute(name, String.format(Locale.ROOT, "%.1f", value));
    }

    Html text(String text) {
        closeTag();
        escape(text);
        return this;
    }

    Html end() {
        String name = open.pop();
        if (inTag && EMPTY.contains(name)) {
            out.append("/>");
            inTag = false;
            return this;
        }
        closeTag();
        out.append("</").append(name).append('>');
        if (!name.equals("bdi") && !name.equals("code")) {
            out.append('\n');
        }
        return this;
    }

    Html element(String name, String text) {
        return start(name).text(text).end();
    }

    Html element(String name, String cssClass, String text) {
        return start(name, cssClass).text(text).end();
    }

    String finish() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("still open: " + open);
        }
        return out.toString();
    }

    private void closeTag() {
        if (inTag) {
            out.append('>');
            inTag = false;
        }
    }

    private void escape(String text) {
        text.codePoints().forEach(character -> {
            switch (character) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> out.appendCodePoint(isCharacter(character) ? character : 0xFFFD);
            }
        });
    }

    /** Whether both XML and HTML allow it in a document: no control characters, lone surrogates or non-characters. */
    private static boolean isCharacter(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL -> character == '\t' || character == '\n';
            case Character.SURROGATE -> false;
            default -> (character & 0xFFFE) != 0xFFFE && !(character >= 0xFDD0 && character <= 0xFDEF);
        };
    }
}
