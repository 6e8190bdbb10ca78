package io.joyul.stage;

import io.joyul.adapt.FrozenActivations;
import io.joyul.batch.World;
import io.joyul.collective.Rendezvous;
import io.joyul.stage.TurnQuestion.Wish;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A rank's side of {@link ActivationTurns}: makes activations that all trials have in common, unless another trial has. */
final class SharedActivations {
    private static final long POLL_MILLIS = 200;

    private final String stage;
    private final World world;
    private final Rendezvous rendezvous;
    private final BooleanSupplier killed;
    private final Consumer<RankMessage> tell;

    /**
     * @param killed whether the rank was told to end
     */
    SharedActivations(
            String stage, World world, Rendezvous rendezvous, BooleanSupplier killed, Consumer<RankMessage> tell) {
        this.stage = stage;
        this.world = world;
        this.rendezvous = rendezvous;
        this.killed = killed;
        this.tell = tell;
    }

    /**
     * When this returns, they are there.
     *
     * @param moved called for every batch of texts
     */
    void make(FrozenActivations frozen, Runnable moved) {
        if (world.isLeader()) {
            awaitTurn(frozen.folder());
        }
        rendezvous.exchange(new byte[0]);
        int made = frozen.compute(world, this::note, this::progress, moved);
        if (made > 0) {
            note("made " + made + " files of activations of the frozen layers, which all trials with these share");
        }
        rendezvous.exchange(new byte[0]);
        if (world.isLeader()) {
            ProgressPlugin.ask(new TurnQuestion(stage, frozen.folder(), Wish.GIVE));
        }
    }

    private void awaitTurn(String folder) {
        TurnQuestion question = new TurnQuestion(stage, folder, Wish.TAKE);
        while (!ProgressPlugin.ask(question)) {
            if (killed.getAsBoolean()) {
                throw new IllegalStateException("the rank was told to end");
            }
            progress("waiting for the activations that another trial makes");
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("the rank was told to end", e);
            }
        }
    }

    private void note(String line) {
        tell.accept(new RankMessage.Note(stage, stage + ": " + line));
    }

    private void progress(String detail) {
        tell.accept(new RankMessage.Progressed(stage, 0, detail));
    }
}
