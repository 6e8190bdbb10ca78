package io.joyul.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Population based training (Jaderberg et al. 2017, https://arxiv.org/abs/1711.09846) with truncation selection: a member
 * among the worst fifth when it reports is given up for a copy of one of the best fifth, weights and all, whose values are
 * changed a little. A fifth is one member at least. Members do not wait for each other: each is compared with what the
 * others told last, and a copy stands where the one stood that it was made of until it has told a score of its own. Where
 * there are fewer slots than members, these take turns.
 */
public final class PopulationBased implements Strategy {
    private static final double FIFTH = 0.2;
    private static final double RESAMPLED = 0.25;
    private static final double LESS = 0.8;
    private static final double MORE = 1.2;

    private final Space space;
    private final Sampler sampler;
    private final int members;
    private final List<Integer> budgets;
    private final long seed;
    /** By member; that of a copy which has not reported is the score of another trial. */
    private final Map<Integer, Score> latest = new LinkedHashMap<>();

    private final List<Assignment> copies = new ArrayList<>();
    private final Set<Integer> running = new HashSet<>();
    private final List<Score> paused = new ArrayList<>();
    private int begun;
    private int gone;

    /**
     * @param sampler of the first members
     * @param budgets where members may be given up
     */
    public PopulationBased(Space space, Sampler sampler, int members, List<Integer> budgets, long seed) {
        this.space = space;
        this.sampler = sampler;
        this.members = members;
        this.budgets = List.copyOf(budgets);
        this.seed = seed;
    }

    @Override
    public Optional<Assignment> next() {
        if (begun < members) {
            Point point = sampler.propose(begun, List.of());
            return Optional.of(begin(Assignment.of(begun++, point, budgets.get(0))));
        }
        Optional<Score> last =
                paused.stream().min(Comparator.comparingInt(Score::budget).thenComparingInt(Score::trial));
        // Before a copy, so that those get on of which copies are made.
        Optional<Assignment> copy = copies.stream()
                .min(Comparator.comparingInt(Assignment::from).thenComparingInt(Assignment::trial))
                .filter(first -> last.isEmpty() || first.from() < last.get().budget());
        if (copy.isPresent()) {
            copies.remove(copy.get());
            return Optional.of(begin(copy.get()));
        }
        last.ifPresent(paused::remove);
        return last.map(score -> begin(Assignment.of(score.trial(), score.point(), after(score.budget()))));
    }

    private int after(int budget) {
        return budgets.stream().filter(later -> later > budget).findFirst().orElse(whole());
    }

    private Assignment begin(Assignment assignment) {
        running.add(assignment.trial());
        return assignment;
    }

    private int whole() {
        return budgets.get(budgets.size() - 1);
    }

    @Override
    public Verdict report(Score score) {
        latest.put(score.trial(), score);
        if (score.budget() == whole()) {
            running.remove(score.trial());
            return Verdict.DONE;
        }
        List<Score> ranked = Ranked.bestFirst(List.copyOf(latest.values()));
        int fifth = Math.max(1, (int) (FIFTH * members));
        int place = ranked.indexOf(score);
        // While few have reported, the worst of them need not be bad, and of too few the best may be the worst.
        if (ranked.size() < Math.max(members - gone, 2 * fifth) || place < ranked.size() - fifth) {
            return turn(score);
        }
        int trial = Math.max(begun, members);
        SplittableRandom random = Draws.of(seed, trial);
        List<Score> donors = donors(score);
        if (donors.isEmpty()) {
            return turn(score);
        }
        Score donor = donors.get(random.nextInt(Math.min(fifth, donors.size())));
        if (donor.budget() >= whole()) {
            return turn(score);
        }
        begun = trial + 1;
        copies.add(new Assignment(
                trial, explore(donor.point(), random), after(donor.budget()), donor.trial(), donor.budget()));
        latest.remove(score.trial());
        latest.put(trial, donor);
        running.remove(score.trial());
        return Verdict.STOP;
    }

    /** The other members that have weights of their own, the best first. */
    private List<Score> donors(Score score) {
        return Ranked.bestFirst(latest.entrySet().stream()
                .filter(member -> member.getKey() == member.getValue().trial())
                .map(Map.Entry::getValue)
                .filter(other -> other.trial() != score.trial())
                .toList());
    }

    /** A member that is ahead of one that waits lets it pass. */
    private Verdict turn(Score score) {
        boolean ahead = begun < members
                || paused.stream().anyMatch(other -> other.budget() < score.budget())
                || copies.stream().anyMatch(copy -> copy.from() < score.budget());
        if (!ahead) {
            return Verdict.GO_ON;
        }
        running.remove(score.trial());
        paused.add(score);
        return Verdict.PAUSE;
    }

    /** Each value is drawn anew, or made a fifth larger or smaller. */
    private Point explore(Point point, SplittableRandom random) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Dimension dimension : space.dimensions()) {
            String value = point.values().get(dimension.key());
            double draw = random.nextDouble();
            double place = random.nextDouble();
            double factor = random.nextBoolean() ? MORE : LESS;
            if (!Space.holds(dimension, values)) {
                continue;
            }
            values.put(
                    dimension.key(),
                    value == null || draw < RESAMPLED ? dimension.at(place) : dimension.scaled(value, factor));
        }
        return new Point(values);
    }

    /** One that was given up for a copy may fail too, while it writes its weights: the copy is the member then. */
    @Override
    public void failed(int trial) {
        boolean worked = running.remove(trial);
        boolean counted = latest.remove(trial) != null;
        // Of weights that may be missing no more copies are made.
        latest.values().removeIf(score -> score.trial() == trial);
        paused.removeIf(score -> score.trial() == trial);
        if (worked || counted) {
            gone++;
        }
    }

    @Override
    public boolean isOver() {
        return begun >= members && copies.isEmpty() && paused.isEmpty() && running.isEmpty();
    }

    @Override
    public double share() {
        return latest.values().stream().mapToInt(Score::budget).sum() / ((double) members * whole());
    }

    @Override
    public List<Integer> budgets() {
        return budgets;
    }
}
