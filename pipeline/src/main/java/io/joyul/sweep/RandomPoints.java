package io.joyul.sweep;

import java.util.List;

/**
 * Random search (Bergstra and Bengio 2012, "Random Search for Hyper-Parameter Optimization",
 * https://jmlr.org/papers/v13/bergstra12a.html).
 */
public record RandomPoints(Space space, long seed) implements Sampler {
    @Override
    public Point propose(int trial, List<Score> scores) {
        return space.at(Draws.of(seed, trial).doubles(space.size()).toArray());
    }
}
