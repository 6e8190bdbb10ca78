package io.joyul.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.joyul.checkpoint.ModelFiles;
import io.joyul.checkpoint.SafetensorsFile;
import io.joyul.checkpoint.SafetensorsWriter;
import io.joyul.checkpoint.SafetensorsWriter.Source;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.model.BertConfig;
import io.joyul.model.MaskedLanguageModel;
import io.joyul.model.Model;
import io.joyul.model.ParameterSpec;
import io.joyul.model.SentenceEncoder;
import io.joyul.model.SequenceClassifier;
import io.joyul.storage.Storage;
import io.joyul.tensor.Libtorch;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import io.joyul.testing.Python;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exported models in ONNX Runtime. */
final class OnnxFolderTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final double LIMIT = 1e-5;

    @TempDir
    private Path folder;

    private final Storage storage = Storage.of(Map.of());

    @BeforeAll
    static void prepare() {
        Libtorch.prepare(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert-classification", "bert-mlm"})
    void onnxRuntimeGivesTransformersNumbers(String model) throws Exception {
        export(GOLDEN.resolve(model));
        SafetensorsFile golden = SafetensorsFile.open(
                storage, GOLDEN.resolve(model).resolve("golden.safetensors").toString());
        long[] shape = golden.entry("input.input_ids").shape();
        float[] found = run(
                        golden.longs("input.input_ids"),
                        golden.longs("input.attention_mask"),
                        golden.longs("input.token_type_ids"),
                        shape)
                .named("logits");
        FloatBuffer expected = golden.floats("output.logits");
        long[] mask = golden.longs("input.attention_mask");
        // One row of logits a text, or one a token; those at padding say nothing.
        int width = Math.max(1, found.length / mask.length);
        for (int i = 0; i < found.length; i++) {
            if (found.length < mask.length || mask[i / width] == 1) {
                assertThat((double) found[i]).as("logit " + i).isCloseTo(expected.get(i), within(LIMIT));
            }
        }
    }

    @Test
    void classifierInOnnxRuntimeGivesWhatOursGives() throws Exception {
        export(GOLDEN.resolve("bert-classification"));
        try (SequenceClassifier model = (SequenceClassifier) load(GOLDEN.resolve("bert-classification"))) {
            for (List<Integer> lengths : List.of(List.of(1), List.of(3, 17, 40, 9, 17), List.of(12, 12))) {
                PaddedTexts texts = PaddedTexts.random(lengths, model.config(), 5);
                assertThat(run(texts).named("logits"))
                        .containsExactly(ours(() -> model.logits(texts.input(), null)), within((float) LIMIT));
            }
        }
    }

    @Test
    void maskedLanguageModelInOnnxRuntimeGivesWhatOursGives() throws Exception {
        export(GOLDEN.resolve("bert-mlm"));
        try (MaskedLanguageModel model = (MaskedLanguageModel) load(GOLDEN.resolve("bert-mlm"))) {
            PaddedTexts texts = PaddedTexts.random(List.of(3, 17, 40, 9, 17), model.config(), 6);
            assertThat(texts.ofTokens(run(texts).named("logits")))
                    .containsExactly(ours(() -> model.logits(texts.input())), within((float) LIMIT));
        }
    }

    @Test
    void sentenceEncoderInOnnxRuntimeGivesWhatOursGives() throws Exception {
        Path source = sentenceEncoder();
        export(source);
        try (SentenceEncoder model = (SentenceEncoder) load(source)) {
            PaddedTexts texts = PaddedTexts.random(List.of(8, 2, 24), model.config(), 7);
            Outputs found = run(texts);
            assertThat(found.named("sentence_embedding"))
                    .containsExactly(ours(() -> model.meanPooled(texts.input())), within((float) LIMIT));
            assertThat(texts.ofTokens(found.named("last_hidden_state")))
                    .containsExactly(ours(() -> model.hidden(texts.input())), within((float) LIMIT));
        }
    }

    @Test
    void onnxsOwnCheckerFindsNoFault() throws Exception {
        Python.assumeModules("onnx");
        Path sentences = sentenceEncoder();
        for (Path source : List.of(GOLDEN.resolve("bert-classification"), GOLDEN.resolve("bert-mlm"), sentences)) {
            export(source);
            String told = Python.run(
                    "check_onnx.py", folder.resolve("onnx/model.onnx").toString());
            assertThat(told)
                    .startsWith("joyul 1.2.3 opset 17 inputs input_ids[batch_size,sequence_length],"
                            + "attention_mask[batch_size,sequence_length],token_type_ids[batch_size,sequence_length]");
        }
    }

    @Test
    void modelWithoutTokenizerIsWrittenAlone() {
        assertThat(OnnxFolder.write(storage, GOLDEN.resolve("bert-mlm").toString(), folder.toString(), "1.2.3")
                        .files())
                .containsExactly("model.onnx", "config.json");
        assertThat(folder.toFile().list()).doesNotContain(".model.onnx.part");
    }

    @Test
    void modelOverTheLimitOfTheFormatIsRefused() {
        OnnxGraph graph = new OnnxGraph("large", new OnnxGraph.Weights() {
            @Override
            public long[] shape(String name) {
                return new long[] {1 << 15, 1 << 14};
            }

            @Override
            public FloatBuffer values(String name) {
                throw new AssertionError("nothing is read of what cannot be written");
            }
        });
        graph.weight("half");
        assertThatThrownBy(() -> graph.model("1"))
                .isInstanceOfSatisfying(
                        JoyulException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.MODEL_UNSUPPORTED))
                .hasMessageContaining("2147483647");
    }

    private void export(Path source) {
        OnnxFolder.write(storage, source.toString(), folder.resolve("onnx").toString(), "1.2.3");
    }

    private Model load(Path source) {
        return ModelFiles.load(storage, source.toString());
    }

    /** A bare encoder with random weights, as a folder. */
    private Path sentenceEncoder() throws Exception {
        BertConfig shape = load(GOLDEN.resolve("bert-mlm")).config();
        Path source = Files.createDirectories(folder.resolve("sentences"));
        try (SentenceEncoder model = new SentenceEncoder(shape);
                OutputStream out = Files.newOutputStream(source.resolve(ModelFiles.WEIGHTS))) {
            model.parameters().initialise(3, 0.3);
            List<Source> tensors = new ArrayList<>();
            for (ParameterSpec spec : model.parameters().specs()) {
                tensors.add(
                        new Source(spec.name(), spec.shape(), model.parameters().values(spec.name())));
            }
            SafetensorsWriter.write(out, tensors);
            Files.write(source.resolve(ModelFiles.CONFIG), shape.toJson(model.architecture()));
        }
        return source;
    }

    private interface Forward {
        Tensor run();
    }

    private static float[] ours(Forward forward) {
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            return Tensors.toFloats(forward.run());
        }
    }

    /** What a session gave, by the outputs' names. */
    private record Outputs(Map<String, float[]> values) {
        float[] named(String name) {
            return Objects.requireNonNull(values.get(name), name);
        }
    }

    private Outputs run(PaddedTexts texts) throws OrtException {
        return run(texts.inputIds(), texts.attentionMask(), texts.tokenTypeIds(), texts.shape());
    }

    private Outputs run(long[] inputIds, long[] attentionMask, long[] tokenTypeIds, long[] shape) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            try (OrtSession session = environment.createSession(
                            folder.resolve("onnx/model.onnx").toString(), options);
                    OnnxTensor ids = OnnxTensor.createTensor(environment, LongBuffer.wrap(inputIds), shape);
                    OnnxTensor mask = OnnxTensor.createTensor(environment, LongBuffer.wrap(attentionMask), shape);
                    OnnxTensor types = OnnxTensor.createTensor(environment, LongBuffer.wrap(tokenTypeIds), shape);
                    OrtSession.Result result =
                            session.run(Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
                Map<String, float[]> outputs = new HashMap<>();
                for (Map.Entry<String, ai.onnxruntime.OnnxValue> output : result) {
                    FloatBuffer values = ((OnnxTensor) output.getValue()).getFloatBuffer();
                    float[] copy = new float[values.remaining()];
                    values.get(copy);
                    outputs.put(output.getKey(), copy);
                }
                return new Outputs(outputs);
            }
        }
    }
}
