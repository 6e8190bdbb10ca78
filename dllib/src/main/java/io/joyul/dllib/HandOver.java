package io.joyul.dllib;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import org.jspecify.annotations.Nullable;

/**
 * The place where a rank's thread and the tasks that come by meet. The rank gives something and waits for the answer; a
 * task takes what is given, and a later one brings the answer.
 */
final class HandOver {
    private @Nullable Offer offer;
    private @Nullable Object answer;
    private @Nullable String broken;

    /**
     * The rank's side: gives a summand and waits for the sum.
     *
     * @throws JoyulException {@code RANK_LOST} when the group has come to an end
     */
    float[] sum(float[] values) {
        return (float[]) swap(new Offer.Summand(values));
    }

    /**
     * The rank's side: gives a message and waits for those of all ranks.
     *
     * @throws JoyulException {@code RANK_LOST} when the group has come to an end
     */
    byte[][] exchange(byte[] message) {
        return (byte[][]) swap(new Offer.Message(message));
    }

    private synchronized Object swap(Offer mine) {
        give(mine);
        while (answer == null) {
            requireWhole();
            pause();
        }
        Object given = answer;
        answer = null;
        return given;
    }

    /** The rank's side: gives what no answer is waited for. */
    synchronized void give(Offer mine) {
        requireWhole();
        offer = mine;
        notifyAll();
    }

    /**
     * A task's side: what the rank gives, once it does; it stays there until there is an answer.
     *
     * @throws JoyulException {@code RANK_LOST} when the group has come to an end
     */
    synchronized Offer await() {
        while (offer == null) {
            requireWhole();
            pause();
        }
        return offer;
    }

    /** A task's side: lets the rank go on. */
    synchronized void answer(Object given) {
        requireWhole();
        offer = null;
        answer = given;
        notifyAll();
    }

    /** Whoever waits here now or later is told that the group has come to an end. */
    synchronized void breakOff(String reason) {
        if (broken == null) {
            broken = reason;
        }
        notifyAll();
    }

    private void requireWhole() {
        if (broken != null) {
            throw new JoyulException(ErrorCode.RANK_LOST, broken);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // its callers loop
    private void pause() {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            breakOff("interrupted while waiting for the other ranks");
        }
    }
}
