package io.joyul.mask;

import io.joyul.tokenize.SpecialTokens;
import java.io.Serializable;
import java.util.SplittableRandom;

/**
 * What stands in the place of a target.
 *
 * @param maskShare share of the targets that the mask token replaces
 * @param randomShare share of the targets that a random ordinary token replaces; the rest stay as they are
 */
public record Corruption(double maskShare, double randomShare) implements Serializable {
    /** 80 % hidden, 10 % random, 10 % left (Devlin et al. 2019, https://arxiv.org/abs/1810.04805). */
    public static final Corruption BERT = new Corruption(0.8, 0.1);

    private enum Fate {
        HIDDEN,
        RANDOM,
        LEFT
    }

    public Corruption {
        if (!(maskShare >= 0 && randomShare >= 0 && maskShare + randomShare <= 1 + 1e-9)) {
            throw new IllegalArgumentException(
                    maskShare + " of the targets hidden and " + randomShare + " random is no share of a whole");
        }
    }

    /** Makes a target of each token in {@code [from, to)}, each with a fate of its own. */
    void each(int from, int to, Masking into) {
        for (int place = from; place < to; place++) {
            into.target(place);
            put(draw(into.random()), place, into);
        }
    }

    /** Makes a target of each token in {@code [from, to)}, all with the same fate. */
    void together(int from, int to, Masking into) {
        Fate fate = draw(into.random());
        for (int place = from; place < to; place++) {
            into.target(place);
            put(fate, place, into);
        }
    }

    private Fate draw(SplittableRandom random) {
        double share = random.nextDouble();
        if (share < maskShare) {
            return Fate.HIDDEN;
        }
        return share < maskShare + randomShare ? Fate.RANDOM : Fate.LEFT;
    }

    private static void put(Fate fate, int place, Masking into) {
        switch (fate) {
            case HIDDEN -> into.put(place, into.special().mask());
            case RANDOM -> into.put(place, ordinary(into.special(), into.vocabularySize(), into.random()));
            case LEFT -> {}
        }
    }

    /** A random token that is no special one. There must be one. */
    static int ordinary(SpecialTokens special, int vocabularySize, SplittableRandom random) {
        int drawn;
        do {
            drawn = random.nextInt(vocabularySize);
        } while (special.contains(drawn));
        return drawn;
    }
}
