package io.joyul.export;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.LongStream;

/**
 * A graph of ONNX operators in the making (https://github.com/onnx/onnx/blob/v1.17.0/onnx/onnx.proto, whose numbers of
 * fields these are). Values go by their names; operators are added in an order in which each finds its inputs.
 */
final class OnnxGraph {
    /** The set of operators: the first with {@code LayerNormalization}. */
    static final int OPSET = 17;

    /** The version of the file format that came with it. */
    private static final int IR_VERSION = 8;

    // Types of elements and of attributes.
    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final int REAL = 1;
    private static final int INTEGER = 2;
    private static final int INTEGERS = 7;

    /** Protocol Buffers take no longer message. */
    private static final long LIMIT = Integer.MAX_VALUE;

    private static final int CHUNK = 1 << 16;

    private final ProtobufMessage graph = new ProtobufMessage();
    private final Set<String> weights = new HashSet<>();
    private final Weights source;
    private int operators;
    private int constants;

    /** Where a graph's weights come from. */
    interface Weights {
        long[] shape(String name);

        /** The values, row-major. */
        FloatBuffer values(String name);
    }

    OnnxGraph(String name, Weights source) {
        this.source = source;
        graph.text(2, name);
    }

    /**
     * An int64 input.
     *
     * @param axes names of its axes, each of any length
     */
    String input(String name, String... axes) {
        ProtobufMessage shape = new ProtobufMessage();
        for (String axis : axes) {
            shape.message(1, new ProtobufMessage().text(2, axis));
        }
        graph.message(11, value(name, INT64, shape));
        return name;
    }

    /**
     * Gives a float32 value to the world.
     *
     * @param axes names of its axes; numbers for those of one length
     */
    void output(String value, String name, Object... axes) {
        ProtobufMessage shape = new ProtobufMessage();
        for (Object axis : axes) {
            ProtobufMessage dimension = new ProtobufMessage();
            shape.message(
                    1,
                    axis instanceof Number length
                            ? dimension.number(1, length.longValue())
                            : dimension.text(2, axis.toString()));
        }
        graph.message(12, value(name, FLOAT, shape));
        node("Identity", List.of(value), name);
    }

    private static ProtobufMessage value(String name, int elementType, ProtobufMessage shape) {
        ProtobufMessage tensor = new ProtobufMessage().number(1, elementType).message(2, shape);
        return new ProtobufMessage().text(1, name).message(2, new ProtobufMessage().message(1, tensor));
    }

    /** Applies an operator to values, and gives the name of what it makes. */
    String apply(String operator, List<String> inputs, ProtobufMessage... attributes) {
        String output = operator + "_" + operators++;
        node(operator, inputs, output, attributes);
        return output;
    }

    private void node(String operator, List<String> inputs, String output, ProtobufMessage... attributes) {
        ProtobufMessage node = new ProtobufMessage();
        inputs.forEach(input -> node.text(1, input));
        node.text(2, output).text(3, "make_" + output).text(4, operator);
        for (ProtobufMessage attribute : attributes) {
            node.message(5, attribute);
        }
        graph.message(1, node);
    }

    static ProtobufMessage attribute(String name, long value) {
        return new ProtobufMessage().text(1, name).number(3, value).number(20, INTEGER);
    }

    static ProtobufMessage attribute(String name, float value) {
        return new ProtobufMessage().text(1, name).real(2, value).number(20, REAL);
    }

    static ProtobufMessage attribute(String name, long[] values) {
        ProtobufMessage attribute = new ProtobufMessage().text(1, name);
        for (long value : values) {
            attribute.number(8, value);
        }
        return attribute.number(20, INTEGERS);
    }

    /** A weight under its own name. */
    String weight(String name) {
        if (weights.add(name)) {
            floats(name, source.shape(name), out -> write(out, source.values(name), place -> place));
        }
        return name;
    }

    /** A matrix with its axes exchanged: what a linear layer multiplies by. */
    String transposed(String name) {
        String own = name + ".transposed";
        if (weights.add(own)) {
            int rows = Math.toIntExact(source.shape(name)[0]);
            int columns = Math.toIntExact(source.shape(name)[1]);
            IntUnaryOperator exchanged = place -> place % rows * columns + place / rows;
            floats(own, new long[] {columns, rows}, out -> write(out, source.values(name), exchanged));
        }
        return own;
    }

    /** A number. */
    String constant(float value) {
        String name = "constant_" + constants++;
        floats(name, new long[0], out -> write(out, FloatBuffer.wrap(new float[] {value}), place -> place));
        return name;
    }

    /** A whole number. */
    String whole(long value) {
        return longs(new long[0], value);
    }

    /** A list of whole numbers. */
    String wholes(long... values) {
        return longs(new long[] {values.length}, values);
    }

    private String longs(long[] shape, long... values) {
        String name = "constant_" + constants++;
        ProtobufMessage tensor = tensor(name, INT64, shape);
        for (long value : values) {
            tensor.number(7, value);
        }
        graph.message(5, tensor);
        return name;
    }

    private void floats(String name, long[] shape, ProtobufMessage.Content content) {
        long elements = LongStream.of(shape).reduce(1, Math::multiplyExact);
        graph.message(5, tensor(name, FLOAT, shape).bytes(9, elements * Float.BYTES, content));
    }

    private static ProtobufMessage tensor(String name, int elementType, long[] shape) {
        ProtobufMessage tensor = new ProtobufMessage();
        for (long length : shape) {
            tensor.number(1, length);
        }
        return tensor.number(2, elementType).text(8, name);
    }

    /** Little-endian, as ONNX has it on every machine. */
    private static void write(OutputStream out, FloatBuffer values, IntUnaryOperator place) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.limit(); i++) {
            chunk.putFloat(values.get(place.applyAsInt(i)));
            if (!chunk.hasRemaining() || i == values.limit() - 1) {
                out.write(chunk.array(), 0, chunk.position());
                chunk.clear();
            }
        }
    }

    /**
     * The whole file.
     *
     * @throws JoyulException {@code MODEL_UNSUPPORTED} when it would be longer than a message may be
     */
    ProtobufMessage model(String version) {
        ProtobufMessage model = new ProtobufMessage()
                .number(1, IR_VERSION)
                .text(2, "joyul")
                .text(3, version)
                .message(7, graph)
                .message(8, new ProtobufMessage().text(1, "").number(2, OPSET));
        if (model.size() > LIMIT) {
            throw new JoyulException(
                    ErrorCode.MODEL_UNSUPPORTED,
                    "as ONNX the model would have " + model.size() + " bytes, and a file may have " + LIMIT
                            + "; export it as hugging-face");
        }
        return model;
    }
}
