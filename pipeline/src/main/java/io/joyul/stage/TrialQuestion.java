package io.joyul.stage;

import io.joyul.sweep.Measure;
import io.joyul.sweep.Verdict;

/**
 * What the first rank of a trial asks the driver: whether to go on from a budget with this figure.
 *
 * @param measure what it is compared by
 * @param seen what the dev split says now
 */
record TrialQuestion(int trial, int budget, Measure measure, Measure seen) implements SweepQuestion<Verdict> {
    @Override
    public String asker() {
        return "trial " + trial;
    }

    @Override
    public String askOf(Answers answers) {
        return answers.verdict(this).name();
    }

    @Override
    public Verdict heard(String answer) {
        return Verdict.valueOf(answer);
    }
}
