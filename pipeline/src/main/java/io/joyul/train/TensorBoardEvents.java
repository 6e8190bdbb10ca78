package io.joyul.train;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * An event file that TensorBoard opens: records in the TFRecord framing (length, masked CRC-32C of the length, content,
 * masked CRC-32C of the content; little-endian), each a protocol buffer {@code Event} with scalar summaries. The time of
 * an event is when the log was begun plus the seconds of training since: a pause between two attempts takes no room.
 *
 * @see <a href="https://www.tensorflow.org/tutorials/load_data/tfrecord">TFRecord</a>
 * @see <a href="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/util/event.proto">event.proto</a>
 */
public record TensorBoardEvents() implements LogFormat {
    private static final int MASK = 0xa282ead8;

    // The wire types of protocol buffers, and the fields of Event, Summary and Summary.Value.
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;
    private static final int EVENT_WALL_TIME = 1;
    private static final int EVENT_STEP = 2;
    private static final int EVENT_FILE_VERSION = 3;
    private static final int EVENT_SUMMARY = 5;
    private static final int SUMMARY_VALUE = 1;
    private static final int VALUE_TAG = 1;
    private static final int VALUE_SIMPLE = 2;

    /** The length, its sum, and the sum of the content. */
    private static final int FRAME_BYTES = Long.BYTES + 2 * Integer.BYTES;

    /** In an event of ours: behind the time and its key. */
    private static final int STEP_AT = 1 + Double.BYTES;

    private static final int LEAST_EVENT_BYTES = STEP_AT + 2;

    @Override
    public String fileName(long began) {
        return TrainingLog.EVENTS + began + ".joyul";
    }

    @Override
    public byte[] header(long began) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Message version = new Message();
        version.fixed64(EVENT_WALL_TIME, Double.doubleToLongBits(began));
        version.bytes(EVENT_FILE_VERSION, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
        record(out, version.toByteArray());
        return out.toByteArray();
    }

    @Override
    public byte[] lines(List<LogEntry> entries, long began) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (LogEntry entry : entries) {
            record(out, event(entry, began));
        }
        return out.toByteArray();
    }

    @Override
    public List<Mark> marks(byte[] content, long began) {
        byte[] header = header(began);
        List<Mark> marks = new ArrayList<>();
        ByteBuffer file = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        if (content.length < header.length || !Arrays.equals(header, Arrays.copyOf(content, header.length))) {
            return marks;
        }
        file.position(header.length);
        while (file.remaining() >= FRAME_BYTES) {
            int begin = file.position();
            long length = file.getLong();
            file.getInt();
            if (length < LEAST_EVENT_BYTES || length > file.remaining() - Integer.BYTES) {
                break;
            }
            byte[] event = new byte[(int) length];
            file.get(event);
            if (file.getInt() != maskedSum(event) || event[STEP_AT] != (EVENT_STEP << 3 | VARINT)) {
                break;
            }
            marks.add(new Mark(step(event), begin));
        }
        return marks;
    }

    /** A varint: seven bits a byte, the lowest first. */
    private static int step(byte[] event) {
        int step = 0;
        int at = STEP_AT;
        int shift = 0;
        do {
            at++;
            step |= (event[at] & 0x7F) << shift;
            shift += 7;
        } while (event[at] < 0);
        return step;
    }

    private static byte[] event(LogEntry entry, long began) {
        Message summary = new Message();
        for (Map.Entry<LogEntry.Figure, Double> figure : entry.figures().entrySet()) {
            Message value = new Message();
            value.bytes(VALUE_TAG, figure.getKey().tag().getBytes(StandardCharsets.UTF_8));
            value.fixed32(VALUE_SIMPLE, Float.floatToIntBits(figure.getValue().floatValue()));
            summary.bytes(SUMMARY_VALUE, value.toByteArray());
        }
        Message event = new Message();
        event.fixed64(EVENT_WALL_TIME, Double.doubleToLongBits(began + entry.seconds()));
        event.varint(EVENT_STEP, entry.globalStep());
        event.bytes(EVENT_SUMMARY, summary.toByteArray());
        return event.toByteArray();
    }

    private static void record(ByteArrayOutputStream out, byte[] content) {
        byte[] length = little(Long.BYTES).putLong(content.length).array();
        out.writeBytes(length);
        out.writeBytes(little(Integer.BYTES).putInt(maskedSum(length)).array());
        out.writeBytes(content);
        out.writeBytes(little(Integer.BYTES).putInt(maskedSum(content)).array());
    }

    /** Turned and shifted, as the sum of a text that holds sums is weak. */
    private static int maskedSum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return Integer.rotateRight((int) sum.getValue(), 15) + MASK;
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A protocol buffer under way. */
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        void varint(int field, long value) {
            key(field, VARINT);
            varint(value);
        }

        void fixed64(int field, long bits) {
            key(field, FIXED_64);
            out.writeBytes(little(Long.BYTES).putLong(bits).array());
        }

        void fixed32(int field, int bits) {
            key(field, FIXED_32);
            out.writeBytes(little(Integer.BYTES).putInt(bits).array());
        }

        void bytes(int field, byte[] value) {
            key(field, BYTES);
            varint(value.length);
            out.writeBytes(value);
        }

        private void key(int field, int wireType) {
            varint((long) field << 3 | wireType);
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                out.write((int) ((rest & 0x7F) | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }

        byte[] toByteArray() {
            return out.toByteArray();
        }
    }
}
