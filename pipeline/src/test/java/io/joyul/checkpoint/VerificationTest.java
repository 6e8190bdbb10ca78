package io.joyul.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import io.joyul.tensor.Libtorch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VerificationTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private final Storage storage = Storage.of(Map.of());

    @BeforeAll
    static void prepare() {
        Libtorch.prepare(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert-mlm", "bert-classification"})
    void outputsGradientsAndFiveStepsAgreeWithTransformers(String model) {
        List<Verification.Check> checks = Verification.run(
                storage,
                GOLDEN.resolve(model).toString(),
                GOLDEN.resolve(model).resolve(Verification.REFERENCE).toString());
        assertThat(checks)
                .hasSize(5)
                .allSatisfy(
                        check -> assertThat(check.difference()).as(check.what()).isLessThanOrEqualTo(check.limit()));
    }

    @Test
    void anotherModelsReferenceDoesNotPass() {
        assertThatThrownBy(() -> Verification.run(
                        storage,
                        GOLDEN.resolve("bert-mlm").toString(),
                        GOLDEN.resolve("bert-classification/golden.safetensors").toString()))
                .isInstanceOf(JoyulException.class)
                .hasMessageContaining("name the reference that was made from this model");
    }

    @Test
    void aFolderThatIsNoCheckpointIsNamed() {
        assertThatThrownBy(() -> ModelFiles.load(storage, GOLDEN.toString()))
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECKPOINT_NOT_FOUND))
                .hasMessageContaining("golden/config.json");
    }
}
