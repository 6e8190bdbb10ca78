package io.joyul.model;

import io.joyul.model.Sequences.Run;
import io.joyul.tensor.Device;
import io.joyul.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * K of a batch's T tokens, which are all that is wanted of the last layer: those that a loss is computed at. Attention
 * takes the texts of a run as one rectangle, so each of them asks for as many tokens as the one that wants most; what a
 * text asks for beyond its own is its first token once more, and is left out again afterwards.
 *
 * @param asking (P) int64, P &ge; K, the tokens that attention is computed at, text by text
 * @param wanted (K) int64 into {@code asking}; null: all of it
 * @param widths for each run of texts, how many tokens each of them asks for
 */
public record Chosen(Tensor asking, @Nullable Tensor wanted, int[] widths) {
    /**
     * On the host.
     *
     * @param positions (K) into the tokens, ascending
     * @throws IllegalArgumentException where they are not, or are none of the tokens
     */
    static Chosen of(Sequences sequences, int[] positions) {
        int[] counts = counts(sequences, positions);
        List<Run> runs = sequences.runs();
        int[] widths = new int[runs.size()];
        int asked = 0;
        for (int run = 0, text = 0; run < widths.length; run++) {
            for (int last = text + runs.get(run).count(); text < last; text++) {
                widths[run] = Math.max(widths[run], counts[text]);
            }
            asked += widths[run] * runs.get(run).count();
        }
        long[] asking = new long[asked];
        long[] wanted = new long[positions.length];
        int at = 0;
        int from = 0;
        int start = 0;
        for (int run = 0, text = 0; run < widths.length; run++) {
            for (int last = text + runs.get(run).count(); text < last; text++) {
                for (int i = 0; i < widths[run]; i++, at++) {
                    if (i < counts[text]) {
                        wanted[from] = at;
                        asking[at] = positions[from++];
                    } else {
                        asking[at] = start;
                    }
                }
                start += runs.get(run).length();
            }
        }
        return new Chosen(
                Tensors.longs(asking, asked),
                asked == positions.length ? null : Tensors.longs(wanted, wanted.length),
                widths);
    }

    /** The first token of each text. */
    static Chosen firsts(Sequences sequences) {
        int[] widths = new int[sequences.runs().size()];
        Arrays.fill(widths, 1);
        return new Chosen(Tensors.longs(sequences.starts(), sequences.count()), null, widths);
    }

    /** How many are in each text. */
    private static int[] counts(Sequences sequences, int[] positions) {
        int[] counts = new int[sequences.count()];
        int text = 0;
        int end = sequences.lengths()[0];
        for (int i = 0; i < positions.length; i++) {
            if (positions[i] < 0 || i > 0 && positions[i] <= positions[i - 1]) {
                throw new IllegalArgumentException("tokens are chosen in their order, and " + positions[i]
                        + (i == 0 ? " is none" : " comes behind " + positions[i - 1]));
            }
            while (positions[i] >= end) {
                if (++text == counts.length) {
                    throw new IllegalArgumentException("there is no token " + positions[i] + " among " + end);
                }
                end += sequences.lengths()[text];
            }
            counts[text]++;
        }
        return counts;
    }

    Chosen on(Device device) {
        return device.isHost()
                ? this
                : new Chosen(device.take(asking), wanted == null ? null : device.take(wanted), widths);
    }

    /** Which tokens these are, (K) int64. */
    public Tensor positions() {
        return wanted(asking);
    }

    /** Of what was computed at all that was asked for (P, …) what was wanted (K, …). */
    Tensor wanted(Tensor computed) {
        return wanted == null ? computed : computed.index_select(0, wanted);
    }
}
