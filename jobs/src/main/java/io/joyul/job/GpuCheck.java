package io.joyul.job;

import io.joyul.batch.HostBatch;
import io.joyul.batch.HostBatches;
import io.joyul.collective.NcclTrial;
import io.joyul.error.JoyulException;
import io.joyul.model.BertConfig;
import io.joyul.model.MaskedLanguageModel;
import io.joyul.objective.MaskedLanguageModelling;
import io.joyul.objective.Objective;
import io.joyul.tensor.Device;
import io.joyul.tensor.Libtorch;
import io.joyul.train.AdamW;
import io.joyul.train.BareStep;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What {@code jobs/bin/gpu-check} packs for a machine with a PyTorch: trains a masked language model on the CPU and on
 * each GPU, compares the loss curves, and prints the speed. Needs no Spark and no files.
 */
public final class GpuCheck {
    /** Largest relative difference of a loss on the GPU from the CPU's, over {@value #CURVE_STEPS} steps. */
    private static final double PARITY = 1e-3;

    private static final int CURVE_STEPS = 20;
    private static final int WARM_UP_STEPS = 3;
    private static final double LEARNING_RATE = 1e-3;
    private static final int VOCABULARY = 8000;
    private static final int POSITIONS = 128;

    private final PrintStream out;

    /** A model's size, how many texts it reads at once, and for how many steps it is timed. */
    private record Size(String name, int layers, int hidden, int heads, int texts, int steps) {
        BertConfig shape() {
            return new BertConfig(
                    VOCABULARY, hidden, layers, heads, 4 * hidden, POSITIONS, 2, 0.1, 0.1, 1e-12, 0.02, 0, List.of());
        }
    }

    private static final Size SMALL = new Size("small", 4, 256, 4, 32, 8);
    private static final Size BASE = new Size("base", 12, 768, 12, 64, 50);

    private GpuCheck(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        int status;
        try {
            status = new GpuCheck(System.out).run(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1);
        } catch (JoyulException e) {
            System.err.println("gpu-check: " + e.getMessage() + " [" + e.code() + "]");
            status = 2;
        }
        System.exit(status);
    }

    private int run(int threads) {
        Libtorch.prepare(threads);
        List<Double> curve = train(Device.CPU, SMALL, CURVE_STEPS).losses();
        say("cpu: loss %.4f to %.4f in %d steps", curve.get(0), curve.get(CURVE_STEPS - 1), CURVE_STEPS);
        if (!(curve.get(CURVE_STEPS - 1) < curve.get(0))) {
            say("cpu: FAILED, the loss did not fall");
            return 1;
        }
        say("cpu: speed %s %.0f tokens/s with %d threads", SMALL.name(), speed(Device.CPU, SMALL), threads);
        say("nccl: %s", NcclTrial.missing().orElse("the bridge to it is loaded"));
        if (Device.gpus() == 0) {
            say(
                    "gpu: NONE WAS FOUND (%s); only the CPU was checked",
                    Device.knowsGpus() ? "CUDA sees no device" : "this PyTorch is built without CUDA");
            return 0;
        }
        boolean same = true;
        for (int gpu = 0; gpu < Device.gpus(); gpu++) {
            same &= check(Device.cuda(gpu), curve);
        }
        boolean summed = nccl();
        return same && summed ? 0 : 1;
    }

    /** With one GPU a group of one, which at least is made. */
    private boolean nccl() {
        if (NcclTrial.missing().isPresent()) {
            return true;
        }
        NcclTrial.Outcome outcome = NcclTrial.run(Device.gpus());
        say(
                "nccl: sums over %d GPUs are %s, of 10 M floats in %.1f ms",
                Device.gpus(), outcome.right() ? "right" : "WRONG", outcome.milliseconds());
        return outcome.right();
    }

    private boolean check(Device device, List<Double> expected) {
        List<Double> curve = train(device, SMALL, CURVE_STEPS).losses();
        double worst = 0;
        for (int step = 0; step < CURVE_STEPS; step++) {
            worst = Math.max(worst, Math.abs(curve.get(step) - expected.get(step)) / expected.get(step));
        }
        boolean same = worst <= PARITY;
        say("%s: parity %s, losses differ from the CPU's by at most %.2e", device, same ? "ok" : "FAILED", worst);
        for (Size size : List.of(SMALL, BASE)) {
            say("%s: speed %s %.0f tokens/s", device, size.name(), speed(device, size));
        }
        return same;
    }

    private void say(String line, Object... values) {
        out.println(String.format(Locale.ROOT, line, values));
    }

    /** Tokens a second of whole training steps. */
    private static double speed(Device device, Size size) {
        train(device, size, WARM_UP_STEPS);
        return train(device, size, size.steps()).tokensPerSecond();
    }

    private record Trained(List<Double> losses, double tokensPerSecond) {}

    private static Trained train(Device device, Size size, int steps) {
        try (Objective objective = new MaskedLanguageModelling(new MaskedLanguageModel(size.shape(), device));
                AdamW optimizer = new AdamW(objective.model().parameters(), AdamW.DEFAULTS)) {
            objective.model().parameters().initialise(7, 0.02);
            List<Double> losses = new java.util.ArrayList<>();
            long tokens = 0;
            long began = System.nanoTime();
            for (int step = 1; step <= steps; step++) {
                HostBatch batch = batch(size.texts(), step % 4);
                losses.add(BareStep.run(objective, optimizer, batch, step, LEARNING_RATE));
                tokens += batch.tokens();
                if (step == 1) {
                    // The first call of each operator finds its kernel.
                    tokens = 0;
                    began = System.nanoTime();
                }
            }
            return new Trained(losses, tokens / ((System.nanoTime() - began) / 1e9));
        }
    }

    /** Texts whose tokens come in a fixed order from a random start, of 8 to 64 tokens, with every seventh hidden. */
    private static HostBatch batch(int texts, int number) {
        SplittableRandom random = new SplittableRandom(number);
        int[] lengths = random.ints(texts, 8, 65).sorted().toArray();
        int total = java.util.stream.IntStream.of(lengths).sum();
        int[] inputIds = new int[total];
        int[] labels = new int[total];
        int at = 0;
        for (int length : lengths) {
            int token = random.nextInt(5, 200);
            for (int i = 0; i < length; i++, at++) {
                token = 5 + (token * 3 + 1) % 200;
                boolean hidden = at % 7 == 0;
                inputIds[at] = hidden ? 4 : token;
                labels[at] = hidden ? token : HostBatches.IGNORED;
            }
        }
        return new HostBatch(java.util.stream.LongStream.range(0, texts).toArray(), lengths, inputIds, labels);
    }
}
