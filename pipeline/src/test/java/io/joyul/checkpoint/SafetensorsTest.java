package io.joyul.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joyul.checkpoint.SafetensorsFile.DataType;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import io.joyul.testing.Python;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    @TempDir
    Path folder;

    @Test
    void tensorsComeBackAsTheyWereWritten() throws IOException {
        float[] large = new float[100_000];
        for (int i = 0; i < large.length; i++) {
            large[i] = Float.intBitsToFloat(i * 42_001);
        }
        byte[] bytes = write(
                source("b.weight", large, 100, 1000),
                source("한글 \"quoted\"", new float[] {-0.0f}, 1),
                source("scalar", new float[] {Float.NaN}),
                source("empty", new float[0], 0, 5));

        SafetensorsFile file = SafetensorsFile.parse("file", bytes);

        assertThat(file.names()).containsExactlyInAnyOrder("b.weight", "한글 \"quoted\"", "scalar", "empty");
        assertThat(file.entry("b.weight").shape()).containsExactly(100, 1000);
        assertThat(file.entry("scalar").shape()).isEmpty();
        assertThat(file.entry("empty").shape()).containsExactly(0, 5);
        assertThat(bits(file.floats("b.weight"))).isEqualTo(bits(FloatBuffer.wrap(large)));
        assertThat(bits(file.floats("한글 \"quoted\""))).containsExactly(Float.floatToRawIntBits(-0.0f));
        assertThat(file.floats("empty").remaining()).isZero();
        assertThat(write(source("a", large, 100_000))).isEqualTo(write(source("a", large, 100_000)));
    }

    @Test
    void theHeaderEndsOnAMultipleOfEight() throws IOException {
        for (int length = 1; length <= 16; length++) {
            byte[] bytes = write(source("n".repeat(length), new float[] {1}, 1));
            assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8)
                    .isZero();
        }
    }

    @Test
    void askingForAnotherTypeOrNameSaysWhatIsThere() throws IOException {
        SafetensorsFile file = SafetensorsFile.parse("model.safetensors", write(source("a", new float[] {1}, 1)));

        assertRefused(() -> file.longs("a"), "a is F32, I64 is needed");
        assertRefused(() -> file.floats("b"), "it has no tensor b");
    }

    /** Headers over eight bytes of data that the format does not allow, with what the message must say. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}                             | needs 8
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}                             | take 4 bytes
            {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}                            | take 12 bytes
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}                             | behind a hole
            {"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}} | b starts at byte 4
            {"a":{"dtype":"U8","shape":[5],"data_offsets":[0,5]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}} | inside of the tensor
            {"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}} | inside of the tensor
            {"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}} | Duplicate
            {"a":{"dtype":"U8","shape":[8],"data_offsets":[8,0]}}                              | takes bytes 8 to 0
            {"a":{"dtype":"U8","shape":[-8],"data_offsets":[0,8]}}                             | has -8
            {"a":{"dtype":"U8","shape":[8],"data_offsets":[-8,0]}}                             | has -8
            {"a":{"dtype":"U8","shape":[8.0],"data_offsets":[0,8]}}                            | has 8.0
            {"a":{"dtype":"U8","shape":["8"],"data_offsets":[0,8]}}                            | has "8"
            {"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8,8]}}                            | not two data_offsets
            {"a":{"dtype":"U8","data_offsets":[0,8]}}                                          | no shape
            {"a":{"dtype":"U8","shape":[8]}}                                                   | not two data_offsets
            {"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,8]}}          | beyond any file
            {"a":{"dtype":"F64","shape":[2305843009213693953],"data_offsets":[0,8]}}           | beyond any file
            {"a":{"dtype":"U8","shape":[18446744073709551624],"data_offsets":[0,8]}}           | has 18446744073709551624
            {"a":{"dtype":"U8","shape":[8],"data_offsets":[0,18446744073709551624]}}           | has 18446744073709551624
            {"a":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}                         | a is of type "F8_E4M3"
            {"a":{"dtype":7,"shape":[8],"data_offsets":[0,8]}}                                 | a is of type 7
            {"a":null}                                                                         | a is of type
            {"a":[]}                                                                           | a is of type
            {"__metadata__":{"format":7},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}  | __metadata__
            {"__metadata__":[],"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}            | __metadata__
            {}                                                                                 | take 0 bytes
            []                                                                                 | start with
            null                                                                               | start with
            {"a":                                                                              | not JSON
            {"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}} {}                           | not JSON
            """)
    void aHeaderThatDoesNotFitIsRefusedWithItsReason(String header, String reason) {
        assertRefused(() -> SafetensorsFile.parse("bad.safetensors", file(header, 8)), reason);
    }

    @ParameterizedTest
    @ValueSource(
            longs = {0, 1, 3, 1000, (16 << 20) + 1, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void aHeaderLengthThatDoesNotFitIsRefused(long length) {
        byte[] bytes = ByteBuffer.allocate(10)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put((byte) '{')
                .put((byte) '}')
                .array();

        assertRefused(() -> SafetensorsFile.parse("bad.safetensors", bytes), "header's length");
    }

    @Test
    void aHeaderOverTheLimitIsRefusedEvenIfItIsAllThere() {
        byte[] bytes = file("{}" + " ".repeat((16 << 20) - 1), 0);

        assertRefused(() -> SafetensorsFile.parse("bad.safetensors", bytes), "the limit is 16777216");
    }

    @Test
    void aHeaderInAnotherEncodingIsRefused() {
        byte[] utf16 =
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}".getBytes(StandardCharsets.UTF_16LE);
        byte[] latin =
                "{\"é\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}".getBytes(StandardCharsets.ISO_8859_1);

        assertRefused(() -> SafetensorsFile.parse("bad.safetensors", file(utf16, 0)), "not JSON");
        assertRefused(() -> SafetensorsFile.parse("bad.safetensors", file(latin, 0)), "not JSON");
    }

    @Test
    void aHeaderNestedWithoutEndIsRefused() {
        String deep = "{\"a\":" + "[".repeat(1_000_000);

        assertRefused(() -> SafetensorsFile.parse("bad.safetensors", file(deep, 0)), "not JSON");
    }

    @Test
    void aFileCutAnywhereIsRefused() throws IOException {
        byte[] whole = write(source("a", new float[] {1, 2, 3}, 3), source("b", new float[] {4}, 1));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertRefused(() -> SafetensorsFile.parse("bad.safetensors", cut), "");
        }
    }

    @Test
    void aFlippedBitAnywhereGivesARefusalOrTensorsThatLieInTheFile() throws IOException {
        byte[] whole = write(source("a", new float[] {1, 2, 3}, 3), source("b", new float[] {4}, 1));
        int refused = 0;
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            try {
                SafetensorsFile file = SafetensorsFile.parse("bad.safetensors", damaged);
                long bytes = 0;
                for (String name : file.names()) {
                    bytes += file.bytes(name).remaining();
                }
                assertThat(bytes).isEqualTo(16);
            } catch (JoyulException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.FILE_CORRUPT);
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }

    @Test
    void theSafetensorsLibraryReadsWhatWasWritten() throws Exception {
        Python.assumeModules("safetensors", "numpy");
        Path path = folder.resolve("ours.safetensors");
        Files.write(
                path,
                write(
                        source("b", new float[] {1.5f, -2, 3, 4, 5, 6}, 2, 3),
                        source("a", new float[] {0.25f}),
                        source("none", new float[0], 0)));

        JsonNode read = new ObjectMapper().readTree(Python.run("safetensors_files.py", "read", path.toString()));

        assertThat(read).isEqualTo(new ObjectMapper().readTree("""
                        {"metadata": {"format": "pt"},
                         "tensors": {"a": ["float32", [], [0.25]],
                                     "b": ["float32", [2, 3], [1.5, -2.0, 3.0, 4.0, 5.0, 6.0]],
                                     "none": ["float32", [0], []]}}
                        """));
    }

    @Test
    void filesOfTheSafetensorsLibraryAreRead() throws Exception {
        Python.assumeModules("safetensors", "numpy");
        Path path = folder.resolve("theirs.safetensors");
        Python.run("safetensors_files.py", "write", path.toString());

        SafetensorsFile file = SafetensorsFile.parse(path.toString(), Files.readAllBytes(path));

        for (DataType type : DataType.values()) {
            if (type != DataType.BF16) {
                assertThat(file.entry(type.name()).dataType()).isEqualTo(type);
            }
        }
        assertThat(file.doubles("F64")).containsExactly(1.5, -2.25, 1e300, 0);
        assertThat(file.entry("F32").shape()).containsExactly(1, 2, 1);
        assertThat(bits(file.floats("F32"))).isEqualTo(bits(FloatBuffer.wrap(new float[] {0.1f, -3.5f})));
        assertThat(file.longs("I64")).containsExactly(1L << 62, -1, 0);
        assertThat(file.floats("scalar").get(0)).isEqualTo(7.5f);
        assertThat(file.entry("empty").shape()).containsExactly(0, 3);
    }

    /** Sparse, so that it takes no room; larger than any array. */
    @Test
    void aFileOfMoreThanTwoGibibytesIsReadTensorByTensor() throws IOException {
        int tensors = 2_200;
        int elements = 1 << 18;
        StringBuilder header = new StringBuilder("{");
        for (long i = 0; i < tensors; i++) {
            header.append(i == 0 ? "" : ",")
                    .append("\"t%d\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[%d,%d]}"
                            .formatted(i, elements, i * elements * 4, (i + 1) * elements * 4));
        }
        byte[] json = header.append("}").toString().getBytes(StandardCharsets.UTF_8);
        Path path = folder.resolve("large.safetensors");
        try (FileChannel file = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            ByteBuffer front = ByteBuffer.allocate(8 + json.length).order(ByteOrder.LITTLE_ENDIAN);
            file.write(front.putLong(json.length).put(json).flip());
            long end = 8 + json.length + (long) tensors * elements * 4;
            file.write(
                    ByteBuffer.allocate(4)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putFloat(42)
                            .flip(),
                    end - 4);
            assertThat(end).isGreaterThan(1L << 31);
        }
        try (SafetensorsFile file = SafetensorsFile.open(Storage.of(Map.of()), path.toString())) {
            assertThat(file.names()).hasSize(tensors);
            FloatBuffer last = file.floats("t" + (tensors - 1));
            assertThat(last.get(elements - 1)).isEqualTo(42);
            assertThat(last.get(0)).isZero();
        }
    }

    private static SafetensorsWriter.Source source(String name, float[] values, long... shape) {
        return new SafetensorsWriter.Source(name, shape, FloatBuffer.wrap(values));
    }

    private static byte[] write(SafetensorsWriter.Source... tensors) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SafetensorsWriter.write(out, List.of(tensors), () -> {});
        return out.toByteArray();
    }

    private static byte[] file(String header, int dataBytes) {
        return file(header.getBytes(StandardCharsets.UTF_8), dataBytes);
    }

    private static byte[] file(byte[] header, int dataBytes) {
        return ByteBuffer.allocate(8 + header.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .array();
    }

    private static int[] bits(FloatBuffer values) {
        int[] bits = new int[values.remaining()];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values.get(i));
        }
        return bits;
    }

    private static void assertRefused(ThrowingCallable call, String reason) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        JoyulException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.FILE_CORRUPT))
                .hasMessageContaining("safetensors: ")
                .hasMessageContaining(reason);
    }
}
