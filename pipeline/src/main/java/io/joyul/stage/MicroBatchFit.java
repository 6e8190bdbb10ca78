package io.joyul.stage;

import com.sun.management.OperatingSystemMXBean;
import io.joyul.batch.LongestTexts;
import io.joyul.batch.World;
import io.joyul.collective.Rendezvous;
import io.joyul.config.TrainingConfig;
import io.joyul.objective.Objective;
import io.joyul.shard.ShardManifests;
import io.joyul.storage.Storage;
import io.joyul.train.MicroBatchSearch;
import io.joyul.train.MicroBatchSearch.Found;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The micro-batch of a stage, found where the run file says so: each rank looks what it has room for, and all take that
 * of the rank with the least. {@link KeptMicroBatch} keeps it, so that the stage, started again, cuts its steps as before,
 * on any number of ranks.
 */
final class MicroBatchFit {
    private static final int NONE = 0;

    private final Storage storage;
    private final TrainingTask task;
    private final World world;
    private final Consumer<String> note;

    /**
     * @param note told, on each rank, what the leader has to say
     */
    MicroBatchFit(Storage storage, TrainingTask task, World world, Consumer<String> note) {
        this.storage = storage;
        this.task = task;
        this.world = world;
        this.note = note;
    }

    /**
     * Examples in one forward and backward pass, the same on all ranks.
     *
     * @param host that this rank runs on
     * @param moved called now and then while it looks
     */
    int choose(Objective objective, String host, Rendezvous rendezvous, Runnable moved) {
        TrainingConfig training = task.training();
        if (!training.findsMicroBatch()) {
            return training.microBatch();
        }
        KeptMicroBatch file = new KeptMicroBatch(storage, task);
        int known = world.isLeader() ? file.read(note).orElse(NONE) : NONE;
        int kept = number(exchange(rendezvous, Integer.toString(known)).get(0));
        if (kept != NONE) {
            tell("micro-batch " + kept + ", as it is kept beside the checkpoints");
            return kept;
        }
        List<String> hosts = exchange(rendezvous, host);
        int share = Math.max(1, training.globalBatch() / world.size());
        LongestTexts texts = new LongestTexts(
                ShardManifests.load(storage, task.shards()).maxLength(),
                training.packLength(),
                task.kind().masks());
        MicroBatchSearch search = new MicroBatchSearch(objective, texts, share, moved);
        Found mine = objective.model().device().isHost()
                ? search.onHost(held(objective), budget(Collections.frequency(hosts, host)))
                : search.onGpu();
        List<Integer> passes = exchange(rendezvous, Integer.toString(mine.passes())).stream()
                .map(MicroBatchFit::number)
                .toList();
        int tightest = IntStream.range(0, passes.size())
                .boxed()
                .max(Comparator.comparing(passes::get))
                .orElseThrow();
        int microBatch = MicroBatchSearch.microBatch(share, passes.get(tightest));
        tell(String.format(
                Locale.ROOT,
                "micro-batch %d, found: a rank's %d examples of a step in %d passes%s%s",
                microBatch,
                share,
                passes.get(tightest),
                mine.bytes() == 0
                        ? ""
                        : String.format(Locale.ROOT, ", %.2f GB at the longest texts", mine.bytes() / 1e9),
                mine.passes() == passes.get(tightest) ? "" : ", which is what rank " + tightest + " has memory for"));
        if (world.isLeader()) {
            file.write(microBatch);
        }
        return microBatch;
    }

    private void tell(String line) {
        if (world.isLeader()) {
            note.accept(line);
        }
    }

    private static List<String> exchange(Rendezvous rendezvous, String mine) {
        return rendezvous.exchange(mine.getBytes(StandardCharsets.UTF_8)).stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList();
    }

    private static int number(String text) {
        return Integer.parseInt(text);
    }

    /** Values, gradients and moments, what is frozen, the average, and the leader's copy of a checkpoint under way. */
    private long held(Objective objective) {
        TrainingConfig training = task.training();
        long trained = objective.model().parameters().elements();
        long all = objective.model().parameters().parameterCount();
        double moments = training.shardOptimizer() ? 2.0 / world.size() : 2;
        double average = training.emaDecay() > 0 ? 2 : 0;
        double copy = 3;
        return Math.round(Float.BYTES * (trained * (2 + moments + average + copy) + Math.max(0, all - trained)));
    }

    private long budget(int ranksHere) {
        double stated = task.training().fit().memoryGigabytes();
        if (stated > 0) {
            return Math.round(stated * 1e9);
        }
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
                ? machine.getTotalMemorySize() / 2 / Math.max(1, ranksHere)
                : 0;
    }
}
