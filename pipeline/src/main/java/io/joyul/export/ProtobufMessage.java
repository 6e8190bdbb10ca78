package io.joyul.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message of Protocol Buffers in the making (https://protobuf.dev/programming-guides/encoding/), with the kinds of field
 * that ONNX has. Fields are written in the order in which they were added; large contents are made only when they are
 * written.
 */
final class ProtobufMessage {
    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FOUR_BYTES = 5;

    private final List<Field> fields = new ArrayList<>();
    private long size;

    /** Bytes that come when they are written. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * @param head the tag, and the length where there is one
     * @param length of the content
     */
    private record Field(byte[] head, long length, Content content) {}

    /** An integer or an enum's constant. */
    ProtobufMessage number(int field, long value) {
        byte[] content = varint(value);
        return add(varint(tag(field, VARINT)), content.length, out -> out.write(content));
    }

    ProtobufMessage real(int field, float value) {
        int bits = Float.floatToIntBits(value);
        byte[] content = {(byte) bits, (byte) (bits >> 8), (byte) (bits >> 16), (byte) (bits >> 24)};
        return add(varint(tag(field, FOUR_BYTES)), content.length, out -> out.write(content));
    }

    ProtobufMessage text(int field, String value) {
        byte[] content = value.getBytes(StandardCharsets.UTF_8);
        return bytes(field, content.length, out -> out.write(content));
    }

    /** A message that nothing is added to any more. */
    ProtobufMessage message(int field, ProtobufMessage value) {
        return bytes(field, value.size, value::writeTo);
    }

    /**
     * @param content writes exactly {@code length} bytes
     */
    ProtobufMessage bytes(int field, long length, Content content) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.writeBytes(varint(tag(field, LENGTH_DELIMITED)));
        head.writeBytes(varint(length));
        return add(head.toByteArray(), length, content);
    }

    private ProtobufMessage add(byte[] head, long length, Content content) {
        fields.add(new Field(head, length, content));
        size += head.length + length;
        return this;
    }

    /** Bytes in all. */
    long size() {
        return size;
    }

    void writeTo(OutputStream out) throws IOException {
        for (Field field : fields) {
            out.write(field.head());
            field.content().writeTo(out);
        }
    }

    private static long tag(int field, int wireType) {
        return (long) field << 3 | wireType;
    }

    /** Seven bits a byte, lowest first; the eighth says that more follow. */
    private static byte[] varint(long value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
        return bytes.toByteArray();
    }
}
