package io.joyul.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.checkpoint.SafetensorsWriter.Source;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.model.BertConfig;
import io.joyul.model.Model;
import io.joyul.model.SentenceEncoder;
import io.joyul.storage.Storage;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFilesTest {
    private static final String MASKED = "src/test/resources/golden/bert-mlm";
    private static final String CLASSIFIER = "src/test/resources/golden/bert-classification";

    private final Storage storage = Storage.of(Map.of());

    @TempDir
    Path folder;

    @Test
    void trainingStartsFromAnotherHeadAndNotFromABareEncoder() throws Exception {
        BertConfig shape = ModelFiles.config(storage, MASKED);
        try (SentenceEncoder bare = new SentenceEncoder(shape);
                OutputStream out = Files.newOutputStream(folder.resolve(ModelFiles.WEIGHTS))) {
            bare.parameters().initialise(3, 0.3);
            List<Source> tensors = bare.parameters().specs().stream()
                    .map(spec -> new Source(
                            spec.name(), spec.shape(), bare.parameters().values(spec.name())))
                    .toList();
            SafetensorsWriter.write(out, tensors);
        }
        try (Model model = ModelFiles.load(storage, MASKED)) {
            ModelFiles.start(storage, CLASSIFIER, model.parameters());
            assertThatThrownBy(() -> ModelFiles.start(storage, folder.toString(), model.parameters()))
                    .isInstanceOfSatisfying(
                            JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_UNSUPPORTED))
                    .hasMessageContaining("has none of the model's weights");
        }
    }
}
