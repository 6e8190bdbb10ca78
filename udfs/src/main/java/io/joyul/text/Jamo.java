package io.joyul.text;

/**
 * Hangul letters outside syllables, as old keyboards, broken exports and half-width codes leave them: the compatibility
 * jamo U+3131 to U+3163.
 */
final class Jamo {
    /** Consonants in the order of the syllables' initial letters, and of their final ones (from 1). */
    private static final String INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";

    private static final String FINALS = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";

    /** Two letters and the one that they are typed for. */
    private static final String[] COMPOUNDS = {
        "ㅗㅏㅘ", "ㅗㅐㅙ", "ㅗㅣㅚ", "ㅜㅓㅝ", "ㅜㅔㅞ", "ㅜㅣㅟ", "ㅡㅣㅢ", "ㄱㅅㄳ", "ㄴㅈㄵ", "ㄴㅎㄶ", "ㄹㄱㄺ", "ㄹㅁㄻ", "ㄹㅂㄼ", "ㄹㅅㄽ", "ㄹㅌㄾ", "ㄹㅍㄿ",
        "ㄹㅎㅀ", "ㅂㅅㅄ"
    };

    private Jamo() {}

    /**
     * Puts loose letters together as a keyboard would: an initial consonant, a vowel and, unless a vowel follows it, a
     * final consonant. Letters that make no syllable stay as they are, so {@code ㅋㅋㅋ} and {@code ㅠㅠ} keep their
     * meaning.
     */
    static String compose(String text) {
        StringBuilder result = null;
        int place = 0;
        while (place < text.length()) {
            int initial = place + 1 < text.length() && isVowel(text.charAt(place + 1))
                    ? INITIALS.indexOf(text.charAt(place))
                    : -1;
            if (initial < 0) {
                if (result != null) {
                    result.append(text.charAt(place));
                }
                place++;
                continue;
            }
            if (result == null) {
                result = new StringBuilder(text.length()).append(text, 0, place);
            }
            place = syllable(text, place + 1, initial, result);
        }
        return result == null ? text : result.toString();
    }

    /** Appends the syllable whose vowel stands at a place, and says where the text goes on. */
    private static int syllable(String text, int vowelAt, int initial, StringBuilder result) {
        char vowel = text.charAt(vowelAt);
        int next = vowelAt + 1;
        char longVowel = compound(vowel, at(text, next));
        if (longVowel != 0) {
            vowel = longVowel;
            next++;
        }
        int last = 0;
        if (FINALS.indexOf(at(text, next)) >= 0 && !isVowel(at(text, next + 1))) {
            char consonant = text.charAt(next++);
            char pair = compound(consonant, at(text, next));
            if (pair != 0 && !isVowel(at(text, next + 1))) {
                consonant = pair;
                next++;
            }
            last = FINALS.indexOf(consonant) + 1;
        }
        result.append((char) (0xAC00 + (initial * 21 + vowel - 'ㅏ') * 28 + last));
        return next;
    }

    private static char at(String text, int place) {
        return place < text.length() ? text.charAt(place) : 0;
    }

    private static boolean isVowel(char letter) {
        return letter >= 'ㅏ' && letter <= 'ㅣ';
    }

    private static char compound(char first, char second) {
        for (String compound : COMPOUNDS) {
            if (compound.charAt(0) == first && compound.charAt(1) == second) {
                return compound.charAt(2);
            }
        }
        return 0;
    }

    /** The letter of which a half-width one (U+FFA0 to U+FFDC) is the narrow form. */
    static char wide(char narrow) {
        if (narrow == 0xFFA0) {
            return 0x3164;
        }
        if (narrow <= 0xFFBE) {
            return (char) (narrow - 0xFFA1 + 0x3131);
        }
        // Vowels lie in four groups of six, the last of three, with two codes between the groups.
        int group = (narrow - 0xFFC2) / 8;
        return (char) (0x314F + (narrow - 0xFFC2) - 2 * group);
    }
}
