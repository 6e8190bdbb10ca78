package io.joyul.sweep;

import java.util.List;

/** Every combination, one after the other: the oldest of all designs (Fisher 1935, "The Design of Experiments"). */
public record GridPoints(List<Point> points) implements Sampler {
    public GridPoints {
        points = List.copyOf(points);
    }

    /**
     * All points of a space.
     *
     * @param points of each continuum
     */
    public static GridPoints of(Space space, int points) {
        return new GridPoints(space.grid(points));
    }

    @Override
    public Point propose(int trial, List<Score> scores) {
        return points.get(trial % points.size());
    }
}
