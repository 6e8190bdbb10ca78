package io.joyul.config;

import java.io.Serializable;

/**
 * How any training stage runs on the cluster. The global batch is {@code ranks × microBatch ×
 * gradientAccumulationSteps} examples, or given where the micro-batch is to be found; where it stays the same, a run goes on at another number of ranks, to the same
 * losses if the micro-batch is the same too (each draws its own dropout).
 *
 * @param ranks data-parallel processes, one per Spark barrier task
 * @param microBatch examples in one forward and backward pass; 0, {@code auto} in a run file: as many as fit
 * @param gradientAccumulationSteps passes that a rank adds up before the gradients are averaged
 * @param packLength a step is cut into micro-batches by packs of this many tokens, so that each holds long texts and
 *     short ones; 0: by examples of like length. No text sees another either way
 * @param clipNorm the global gradient norm is held to this; 0 turns clipping off
 * @param weightDecay AdamW's decoupled decay; biases and norms are not decayed
 * @param checkpointEvery optimizer steps between checkpoints; 0: only at the end of each epoch
 * @param keepCheckpoints newest checkpoints kept per stage
 * @param keepBest checkpoints kept beside these: those at the ends of the epochs with the best figures of the dev split
 * @param logEvery optimizer steps that one point of the loss curve averages
 * @param retries times in a row, without a checkpoint in between, that the driver starts the stage again after a rank
 *     was lost, hung or ran out of memory
 * @param minRanks the stage goes on with as few ranks as that, at the same global batch, where the cluster has no more;
 *     0: it needs all of {@code ranks}
 * @param collective how gradients travel between the ranks
 * @param bucketMegabytes gradients that travel together, while the rest of them is being computed
 * @param deterministic the same weights, bit for bit, at 1, 2, 4, … ranks with the same global batch and micro-batch
 * @param shardOptimizer each rank keeps the optimizer's moments of its own share of the parameters alone (ZeRO-1)
 * @param emaDecay of the moving average of the weights that is evaluated and published in their place; 0: there is none
 * @param wire what ranks let others see of what they send each other
 * @param device where ranks compute
 * @param scheduleTimeoutSeconds how long ranks may wait for slots before the run stops with a message
 * @param log files that the curve is written to
 * @param compute precision, and memory against work
 * @param fit what a micro-batch that is found has to fit
 * @param failures what is done about ranks that fail
 */
public record TrainingConfig(
        @Default("1") @Within("[1, 4096]") int ranks,
        @Default("32") @OrAuto @Within("[1, 65536]") int microBatch,
        @Default("1") @Within("[1, 65536]") int gradientAccumulationSteps,
        @Default("0") @Within("[0, 65536]") int packLength,
        @Default("1.0") @Within("[0, ∞)") double clipNorm,
        @Default("0.01") @Within("[0, 1)") double weightDecay,
        @Default("500") @Within("[0, ∞)") int checkpointEvery,
        @Default("2") @Within("[1, ∞)") int keepCheckpoints,
        @Default("1") @Within("[0, ∞)") int keepBest,
        @Default("10") @Within("[1, ∞)") int logEvery,
        @Default("3") @Within("[0, 1000]") int retries,
        @Default("0") @Within("[0, 4096]") int minRanks,
        @Default("auto") CollectiveKind collective,
        @Default("4") @Within("[1, 1024]") int bucketMegabytes,
        @Default("false") boolean deterministic,
        @Default("false") boolean shardOptimizer,
        @Default("0") @Within("[0, 1)") double emaDecay,
        WireConfig wire,
        @Default("auto") DeviceKind device,
        @Default("120") @Within("[1, 3600]") int scheduleTimeoutSeconds,
        ComputeConfig compute,
        FitConfig fit,
        FailuresConfig failures,
        LogConfig log)
        implements Serializable {

    /** Where ranks compute. */
    public enum DeviceKind {
        /** On the GPU that Spark gives a rank, else on the CPU. */
        AUTO,
        CPU,
        CUDA
    }

    /** How gradients travel between the ranks. */
    public enum CollectiveKind {
        /** What suits the ranks' devices and number. */
        AUTO,
        /** Not at all: there is one rank. */
        LOCAL,
        /** Over connections that are authenticated and may be encrypted. */
        RING,
        /** Gloo, over TCP; whoever reaches its ports may join. */
        GLOO,
        /** NCCL, between GPUs. */
        NCCL,
        /** BigDL DLlib's AllReduceParameter, over Spark's block manager. */
        DLLIB;

        /** The name in a run file. */
        public String label() {
            return KeyNames.of(this);
        }
    }

    /** Examples in one optimizer step over all ranks. */
    public int globalBatch() {
        return findsMicroBatch() ? fit.globalBatch() : ranks * microBatch * gradientAccumulationSteps;
    }

    /** Whether {@link #microBatch} is to be found by the ranks. */
    public boolean findsMicroBatch() {
        return microBatch == OrAuto.AUTO;
    }

    /** The fewest ranks that the stage goes on with. */
    public int fewestRanks() {
        return minRanks == 0 ? ranks : minRanks;
    }

    /**
     * The most ranks that can share a step where so many tasks can run at once: a power of two where the run is
     * deterministic.
     */
    public int ranksOn(int slots) {
        int most = Math.min(slots, ranks);
        // A binary tree adds up the gradients of 1, 2, 4, … ranks.
        return deterministic ? Integer.highestOneBit(most) : most;
    }

    /** Micro-batches in one optimizer step over all ranks, where their size is given. */
    public int slots() {
        return (globalBatch() + microBatch - 1) / microBatch;
    }

    /** The same on another number of ranks; the global batch changes with it. */
    public TrainingConfig withRanks(int number) {
        return with(number, Math.min(minRanks, number), retries, keepCheckpoints, compute);
    }

    /** The same, computed in another way. */
    public TrainingConfig withCompute(ComputeConfig how) {
        return with(ranks, minRanks, retries, keepCheckpoints, how);
    }

    /** The same as it is started and kept by somebody else. */
    public TrainingConfig withRetries(int attempts, int keptCheckpoints) {
        return with(ranks, minRanks, attempts, keptCheckpoints, compute);
    }

    private TrainingConfig with(int number, int fewest, int attempts, int kept, ComputeConfig how) {
        return new TrainingConfig(
                number,
                microBatch,
                gradientAccumulationSteps,
                packLength,
                clipNorm,
                weightDecay,
                checkpointEvery,
                kept,
                keepBest,
                logEvery,
                attempts,
                fewest,
                collective,
                bucketMegabytes,
                deterministic,
                shardOptimizer,
                emaDecay,
                wire,
                device,
                scheduleTimeoutSeconds,
                how,
                fit,
                failures,
                log);
    }
}
