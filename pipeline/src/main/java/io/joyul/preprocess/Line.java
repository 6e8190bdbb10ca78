package io.joyul.preprocess;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One line without its end.
 *
 * @param text what stands there, with U+FFFD for bytes that are none of UTF-8
 * @param fault why it is no line of text, null when it is one
 */
record Line(String text, @Nullable Reason fault) {
    /** Whether it can be looked into. */
    boolean sound() {
        return fault == null;
    }

    /**
     * The line in some bytes, without a carriage return at its end.
     *
     * @param maxBytes that it may have
     */
    static Line decode(byte[] bytes, int length, int maxBytes) {
        int end = length > 0 && bytes[length - 1] == '\r' ? length - 1 : length;
        if (end > maxBytes) {
            return new Line(new String(bytes, 0, end, StandardCharsets.UTF_8), Reason.LINE_TOO_LONG);
        }
        return decode(bytes, end);
    }

    /** The text in some bytes, whatever it ends with. */
    static Line decode(byte[] bytes, int length) {
        try {
            return new Line(strictly(bytes, length), null);
        } catch (CharacterCodingException e) {
            return new Line(new String(bytes, 0, length, StandardCharsets.UTF_8), Reason.NOT_UTF8);
        }
    }

    /**
     * The text in some bytes.
     *
     * @throws CharacterCodingException when they are no UTF-8
     */
    static String strictly(byte[] bytes, int length) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes, 0, length))
                .toString();
    }
}
