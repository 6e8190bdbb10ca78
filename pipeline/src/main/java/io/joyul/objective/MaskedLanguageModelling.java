package io.joyul.objective;

import io.joyul.batch.HostBatch;
import io.joyul.batch.HostBatches;
import io.joyul.model.EncoderInput;
import io.joyul.model.MaskedLanguageModel;
import io.joyul.tensor.Device;
import io.joyul.tensor.DropoutStream;
import io.joyul.tensor.Tensors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The masked-language objective (Devlin et al. 2019, https://arxiv.org/abs/1810.04805): the original token at each
 * target. Logits are computed at the targets only.
 */
public record MaskedLanguageModelling(MaskedLanguageModel model) implements Objective {
    @Override
    public Outcome forward(HostBatch batch, @Nullable DropoutStream dropout) {
        int[] labels = batch.labels();
        int[] positions = IntStream.range(0, labels.length)
                .filter(i -> labels[i] != HostBatches.IGNORED)
                .toArray();
        int[] targets = IntStream.of(positions).map(i -> labels[i]).toArray();
        Device device = model.device();
        return CrossEntropy.sum(
                model.logits(EncoderInput.of(batch, device), positions, dropout),
                device.take(Tensors.longs(targets, targets.length)));
    }
}
