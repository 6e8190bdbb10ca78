package io.joyul.augment;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Korean particles, and how some of them change with the sound that they follow. */
final class Particles {
    /** The form after a vowel, and that after a final consonant. */
    private record Pair(String open, String closed) {}

    private static final Pair TOWARDS = new Pair("로", "으로");

    private static final List<Pair> PAIRS = List.of(
            new Pair("는", "은"),
            new Pair("가", "이"),
            new Pair("를", "을"),
            new Pair("와", "과"),
            TOWARDS,
            new Pair("로서", "으로서"),
            new Pair("로써", "으로써"),
            new Pair("랑", "이랑"),
            new Pair("나", "이나"),
            new Pair("라도", "이라도"),
            new Pair("란", "이란"));

    private static final Set<String> FIXED = Set.of(
            "의", "에", "에서", "에게", "한테", "께", "께서", "도", "만", "까지", "부터", "보다", "처럼", "마다", "조차", "마저", "밖에", "뿐", "들",
            "들이", "들은", "들을", "들의", "하고");

    private static final List<String> TAILS = List.of("는", "도", "만", "의");

    private static final int RIEUL = 8;

    private Particles() {}

    static boolean known(String particle) {
        return FIXED.contains(particle)
                || pair(particle).isPresent()
                || TAILS.stream()
                        .filter(tail -> particle.length() > tail.length() && particle.endsWith(tail))
                        .map(tail -> particle.substring(0, particle.length() - tail.length()))
                        .anyMatch(head -> FIXED.contains(head) || towards(head));
    }

    private static boolean towards(String head) {
        return head.equals(TOWARDS.open()) || head.equals(TOWARDS.closed());
    }

    private static Optional<Pair> pair(String particle) {
        return PAIRS.stream()
                .filter(pair -> pair.open().equals(particle) || pair.closed().equals(particle))
                .findFirst();
    }

    /** A known particle in the form that it has after a word; as it is after a word that does not end in Hangul. */
    static String fitted(String particle, String word) {
        char last = word.isEmpty() ? ' ' : word.charAt(word.length() - 1);
        if (!HangulKeys.isSyllable(last)) {
            return particle;
        }
        int coda = HangulKeys.finalIndex(last);
        Optional<Pair> pair = pair(particle);
        if (pair.isPresent()) {
            boolean open = coda == 0 || (coda == RIEUL && pair.get().open().startsWith(TOWARDS.open()));
            return open ? pair.get().open() : pair.get().closed();
        }
        for (String head : List.of(TOWARDS.closed(), TOWARDS.open())) {
            if (particle.startsWith(head)) {
                return fitted(head, word) + particle.substring(head.length());
            }
        }
        return particle;
    }
}
