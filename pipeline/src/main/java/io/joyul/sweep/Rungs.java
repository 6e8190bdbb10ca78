package io.joyul.sweep;

import java.util.ArrayList;
import java.util.List;

/** The budgets of successive halving: each η times the one before. */
final class Rungs {
    private Rungs() {}

    /** How often {@code least} can be multiplied by eta without passing {@code most}. */
    static int halvings(int least, int most, int eta) {
        int halvings = 0;
        for (long budget = (long) least * eta; budget <= most; budget *= eta) {
            halvings++;
        }
        return halvings;
    }

    /** From the least to the most; the last step is longer where the most is no power. */
    static List<Integer> of(int least, int most, int eta) {
        List<Integer> budgets = new ArrayList<>();
        int halvings = halvings(least, most, eta);
        long budget = least;
        for (int rung = 0; rung < halvings; rung++) {
            budgets.add((int) budget);
            budget *= eta;
        }
        budgets.add(most);
        return List.copyOf(budgets);
    }
}
