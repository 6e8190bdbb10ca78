package io.joyul.preprocess;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * One line without its end.
 *
 * @param text what stands there, with U+FFFD for bytes that are none of UTF-8
 * @param sound whether all of it was UTF-8
 */
record Line(String text, boolean sound) {
    static Line decode(byte[] bytes, int length) {
        int end = length > 0 && bytes[length - 1] == '\r' ? length - 1 : length;
        try {
            ByteBuffer line = ByteBuffer.wrap(bytes, 0, end);
            return new Line(StandardCharsets.UTF_8.newDecoder().decode(line).toString(), true);
        } catch (CharacterCodingException e) {
            return new Line(new String(bytes, 0, end, StandardCharsets.UTF_8), false);
        }
    }
}
