package io.joyul.stage;

/**
 * What the first rank of a stage asks the driver: whether its ranks are to make activations now, or another stage of the
 * sweep is at it, which is then waited for.
 *
 * @param asker the stage
 * @param folder of the activations
 * @param wish to have the turn, or to hand it on
 */
record TurnQuestion(String asker, String folder, Wish wish) implements SweepQuestion<Boolean> {
    /** What may be wished. */
    enum Wish {
        TAKE,
        GIVE
    }

    @Override
    public String askOf(Answers answers) {
        return Boolean.toString(answers.turn(this));
    }

    @Override
    public Boolean heard(String answer) {
        return Boolean.valueOf(answer);
    }
}
