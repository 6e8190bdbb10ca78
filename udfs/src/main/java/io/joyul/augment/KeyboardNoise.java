package io.joyul.augment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Typing errors: a key beside the right one, a key left out, hit twice, or hit too early (Belinkov and Bisk 2018,
 * https://arxiv.org/abs/1711.02173). Hangul syllables are taken apart into the keys of the two-set keyboard and put
 * together again as an input method does, so that 영화 becomes 영하ㅗ, 여화 or 양화, as it does on a screen.
 *
 * @param share words with an error as a share of all, in (0, 1]; at least one, each with one error
 */
public record KeyboardNoise(double share) implements TextAugmentation {
    public KeyboardNoise {
        Words.checkedShare(share);
    }

    private enum Slip {
        BESIDE,
        LEFT_OUT,
        TWICE,
        TOO_EARLY
    }

    @Override
    public Optional<String> apply(String text, long seed) {
        Words words = new Words(text);
        List<Integer> places = new ArrayList<>();
        for (int place = 0; place < words.size(); place++) {
            if (words.word(place).chars().anyMatch(character -> typable((char) character))) {
                places.add(place);
            }
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int left = words.count(share); left > 0 && !places.isEmpty(); left--) {
            int place = places.remove(random.nextInt(places.size()));
            words.replace(place, mistyped(words.word(place), random));
        }
        return words.changed();
    }

    private static boolean typable(char character) {
        return HangulKeys.isSyllable(character) || latin(character);
    }

    private static boolean latin(char character) {
        return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
    }

    private static String mistyped(String word, SplittableRandom random) {
        int[] typable =
                word.chars().map(character -> typable((char) character) ? 1 : 0).toArray();
        int place = random.nextInt(word.length());
        while (typable[place] == 0) {
            place = random.nextInt(word.length());
        }
        boolean hangul = HangulKeys.isSyllable(word.charAt(place));
        int start = place;
        int end = place + 1;
        while (start > 0 && alike(word.charAt(start - 1), hangul)) {
            start--;
        }
        while (end < word.length() && alike(word.charAt(end), hangul)) {
            end++;
        }
        String run = word.substring(start, end);
        String slipped = hangul ? HangulKeys.composed(slipped(HangulKeys.typed(run), random)) : slipped(run, random);
        return word.substring(0, start) + slipped + word.substring(end);
    }

    private static boolean alike(char character, boolean hangul) {
        return hangul ? HangulKeys.isSyllable(character) : latin(character);
    }

    private static String slipped(String keys, SplittableRandom random) {
        StringBuilder result = new StringBuilder(keys);
        int place = random.nextInt(keys.length());
        char key = keys.charAt(place);
        switch (possible(Slip.values()[random.nextInt(Slip.values().length)], keys, place)) {
            case BESIDE -> {
                String neighbours = Keyboard.neighbours(key);
                result.setCharAt(place, neighbours.charAt(random.nextInt(neighbours.length())));
            }
            case LEFT_OUT -> result.deleteCharAt(place);
            case TWICE -> result.insert(place, key);
            case TOO_EARLY -> {
                result.setCharAt(place, keys.charAt(place + 1));
                result.setCharAt(place + 1, key);
            }
        }
        return result.toString();
    }

    /** The slip, or the wrong key where it would leave nothing or change nothing. */
    private static Slip possible(Slip slip, String keys, int place) {
        boolean impossible = switch (slip) {
            case LEFT_OUT -> keys.length() == 1;
            case TOO_EARLY -> place + 1 == keys.length() || keys.charAt(place) == keys.charAt(place + 1);
            case BESIDE, TWICE -> false;
        };
        return impossible ? Slip.BESIDE : slip;
    }
}
