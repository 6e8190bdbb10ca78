package io.joyul.train;

import io.joyul.model.Model;

/**
 * Everything that a run needs to go on as if it had never stopped, at a moment between two steps. The tensors are the
 * loop's own: whoever wants to keep them copies them before the next step.
 *
 * <p>There is no random state to keep: order and dropout are functions of the seed and the place.
 *
 * @param globalStep optimizer steps done
 * @param epoch the epoch under way, counted from 0
 * @param stepInEpoch steps of it that are done
 */
public record TrainState(
        int globalStep, int epoch, int stepInEpoch, TrainingHistory history, Model model, AdamW optimizer) {}
