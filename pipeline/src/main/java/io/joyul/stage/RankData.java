package io.joyul.stage;

import io.joyul.adapt.FrozenActivations;
import io.joyul.batch.BatchSource;
import io.joyul.batch.CachedActivations;
import io.joyul.batch.HeldOutBatches;
import io.joyul.batch.HostBatch;
import io.joyul.batch.ShardBatchSource;
import io.joyul.batch.World;
import io.joyul.collective.Rendezvous;
import io.joyul.config.TrainingConfig;
import io.joyul.objective.Classification;
import io.joyul.objective.Objective;
import io.joyul.shard.ShardManifest;
import io.joyul.shard.ShardManifests;
import io.joyul.storage.Storage;
import java.util.Iterator;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A rank's batches: from the shards and, where a part of the model is frozen, with what that part makes of them. The
 * activations are the work of all ranks, each its share before the first step.
 */
final class RankData implements AutoCloseable {
    private static final int EVALUATION_BATCH = 64;

    private final Storage storage;
    private final TrainingTask task;
    private final World world;
    private final ShardManifest manifest;
    private @Nullable CachedActivations activations;
    private @Nullable BatchSource source;

    RankData(Storage storage, TrainingTask task, World world) {
        this.storage = storage;
        this.task = task;
        this.world = world;
        this.manifest = ShardManifests.load(storage, task.shards());
    }

    /**
     * The training batches, which are closed with this.
     *
     * @param objective with the weights that are trained
     * @param microBatch examples in one forward and backward pass
     * @param rendezvous at which the ranks wait for each other's activations
     * @param killed whether the rank was told to end
     * @param moved called now and then while activations are made
     */
    BatchSource open(
            Objective objective,
            int microBatch,
            Rendezvous rendezvous,
            BooleanSupplier killed,
            Consumer<RankMessage> tell,
            Runnable moved) {
        CachedActivations known = activations(objective, rendezvous, killed, tell, moved);
        BatchSource batches = known == null ? shards(microBatch) : known.over(shards(microBatch));
        activations = known;
        source = batches;
        return batches;
    }

    private @Nullable CachedActivations activations(
            Objective objective,
            Rendezvous rendezvous,
            BooleanSupplier killed,
            Consumer<RankMessage> tell,
            Runnable moved) {
        long limit = task.adaptation().cacheBytes();
        boolean readAgain = task.course().epochs() > 1;
        if (limit == 0 || !readAgain || !(objective instanceof Classification classification)) {
            return null;
        }
        String shared = task.observation().guidance().activations();
        FrozenActivations frozen = new FrozenActivations(
                storage,
                task.shards(),
                manifest,
                classification.model(),
                task.training().compute().precision().name(),
                shared.isEmpty() ? Storage.child(Storage.parent(task.checkpoints()), "activations") : shared);
        Consumer<String> remark = text -> tell.accept(new RankMessage.Note(task.stage(), task.stage() + ": " + text));
        if (frozen.bytes() > limit) {
            if (world.isLeader()) {
                remark.accept(tooLarge(frozen.bytes(), limit));
            }
            return null;
        }
        if (!shared.isEmpty()) {
            new SharedActivations(task.stage(), world, rendezvous, killed, tell).make(frozen, moved);
            return frozen.open();
        }
        if (world.isLeader()) {
            frozen.removeOthers();
        }
        frozen.compute(
                world, remark, detail -> tell.accept(new RankMessage.Progressed(task.stage(), 0, detail)), moved);
        rendezvous.exchange(new byte[0]);
        return frozen.open();
    }

    private static String tooLarge(long bytes, long limit) {
        return String.format(
                Locale.ROOT,
                "the activations of the frozen layers would take %.2f GB, more than train.adaptation.cache-gigabytes,"
                        + " which is %.2f; so these layers run in every epoch",
                bytes / 1e9,
                limit / 1e9);
    }

    private BatchSource shards(int microBatch) {
        TrainingConfig training = task.training();
        ShardBatchSource.Shape shape = new ShardBatchSource.Shape(
                training.globalBatch(),
                microBatch,
                ShardBatchSource.poolRows(manifest, "train"),
                task.seed(),
                training.packLength(),
                task.masking());
        return new ShardBatchSource(storage, task.shards(), manifest, "train", world, shape);
    }

    /** This rank's share of the dev split. */
    Iterator<HostBatch> heldOut() {
        HeldOutBatches batches =
                new HeldOutBatches(storage, task.shards(), manifest, "dev", world, EVALUATION_BATCH, task.masking());
        Iterator<HostBatch> hosts = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return batches.hasNext();
            }

            @Override
            public HostBatch next() {
                return batches.next().host();
            }
        };
        CachedActivations known = activations;
        return known == null ? hosts : known.over(hosts);
    }

    @Override
    public void close() {
        if (source != null) {
            source.close();
        }
        if (activations != null) {
            activations.close();
        }
    }
}
