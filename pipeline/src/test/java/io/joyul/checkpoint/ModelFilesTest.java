package io.joyul.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.checkpoint.SafetensorsWriter.Source;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.model.BertConfig;
import io.joyul.model.Model;
import io.joyul.model.ParameterSpec;
import io.joyul.model.ParameterStore;
import io.joyul.model.SentenceEncoder;
import io.joyul.storage.Storage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFilesTest {
    private static final String MASKED = "src/test/resources/golden/bert-mlm";
    private static final String CLASSIFIER = "src/test/resources/golden/bert-classification";

    private final Storage storage = Storage.of(Map.of());

    @TempDir
    Path folder;

    @Test
    void trainingStartsFromAnotherHeadOrABareEncoder() throws Exception {
        BertConfig shape = ModelFiles.config(storage, CLASSIFIER);
        try (SentenceEncoder bare = new SentenceEncoder(shape);
                Model model = ModelFiles.load(storage, CLASSIFIER)) {
            bare.parameters().initialise(3, 0.3);
            write(bare.parameters(), name -> name);
            ModelFiles.start(storage, MASKED, model.parameters());
            ModelFiles.start(storage, folder.toString(), model.parameters());
            for (ParameterSpec spec : bare.parameters().specs()) {
                assertThat(model.parameters().values("bert." + spec.name()))
                        .as(spec.name())
                        .isEqualTo(bare.parameters().values(spec.name()));
            }
        }
    }

    @Test
    void weightsOfAnotherKindAreNoStart() throws Exception {
        try (Model model = ModelFiles.load(storage, MASKED)) {
            write(model.parameters(), name -> name.replace("bert.", "roberta.").replace("cls.", "lm_head."));
            assertThatThrownBy(() -> ModelFiles.start(storage, folder.toString(), model.parameters()))
                    .isInstanceOfSatisfying(
                            JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_UNSUPPORTED))
                    .hasMessageContaining("has none of the model's weights");
        }
    }

    private void write(ParameterStore parameters, UnaryOperator<String> names) throws IOException {
        try (OutputStream out = Files.newOutputStream(folder.resolve(ModelFiles.WEIGHTS))) {
            SafetensorsWriter.write(
                    out,
                    parameters.specs().stream()
                            .map(spec ->
                                    new Source(names.apply(spec.name()), spec.shape(), parameters.values(spec.name())))
                            .toList());
        }
    }
}
