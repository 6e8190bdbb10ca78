package io.joyul.augment;

import java.util.HashMap;
import java.util.Map;

/**
 * Hangul as it is typed on the two-set keyboard (KS X 5002, <i>dubeolsik</i>): syllables to the jamo of the keys that were
 * pressed, and back by the rules of an input method. Typing what {@link #typed} gives of any run of syllables gives the
 * run again.
 */
final class HangulKeys {
    private static final char FIRST = '가';
    private static final char LAST = '힣';
    private static final String INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
    private static final String MEDIALS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
    /** The place before the first is that of a syllable without a final consonant. */
    private static final String FINALS = "\0ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";

    /** Jamo that take two keys. Double consonants do not: they are keys of their own, with shift. */
    private static final String COMPOUNDS =
            "ㅘㅗㅏ ㅙㅗㅐ ㅚㅗㅣ ㅝㅜㅓ ㅞㅜㅔ ㅟㅜㅣ ㅢㅡㅣ " + "ㄳㄱㅅ ㄵㄴㅈ ㄶㄴㅎ ㄺㄹㄱ ㄻㄹㅁ ㄼㄹㅂ ㄽㄹㅅ ㄾㄹㅌ ㄿㄹㅍ ㅀㄹㅎ ㅄㅂㅅ";

    private static final Map<Character, String> KEYS = new HashMap<>();
    private static final Map<String, Character> COMPOUND_OF = new HashMap<>();

    static {
        for (String compound : COMPOUNDS.split(" ")) {
            KEYS.put(compound.charAt(0), compound.substring(1));
            COMPOUND_OF.put(compound.substring(1), compound.charAt(0));
        }
    }

    private HangulKeys() {}

    static boolean isSyllable(char character) {
        return character >= FIRST && character <= LAST;
    }

    /** Which final consonant a syllable has, by Unicode's order; 0 for none. */
    static int finalIndex(char syllable) {
        return (syllable - FIRST) % FINALS.length();
    }

    /** The keys, as compatibility jamo, that type a run of syllables. */
    static String typed(String syllables) {
        StringBuilder keys = new StringBuilder();
        for (int i = 0; i < syllables.length(); i++) {
            int index = syllables.charAt(i) - FIRST;
            int coda = index % FINALS.length();
            keys.append(INITIALS.charAt(index / FINALS.length() / MEDIALS.length()));
            append(keys, MEDIALS.charAt(index / FINALS.length() % MEDIALS.length()));
            if (coda > 0) {
                append(keys, FINALS.charAt(coda));
            }
        }
        return keys.toString();
    }

    private static void append(StringBuilder keys, char jamo) {
        String pressed = KEYS.get(jamo);
        if (pressed == null) {
            keys.append(jamo);
        } else {
            keys.append(pressed);
        }
    }

    /** What stands on the screen after these keys; jamo that find no syllable stand alone. */
    static String composed(String keys) {
        Syllable syllable = new Syllable();
        for (int i = 0; i < keys.length(); i++) {
            char key = keys.charAt(i);
            if (MEDIALS.indexOf(key) >= 0) {
                syllable.vowel(key);
            } else {
                syllable.consonant(key);
            }
        }
        syllable.finish();
        return syllable.screen.toString();
    }

    /** The syllable under the cursor. */
    private static final class Syllable {
        private static final char NONE = 0;

        private final StringBuilder screen = new StringBuilder();
        private char initial = NONE;
        private char medial = NONE;
        private char coda = NONE;

        void vowel(char key) {
            if (coda != NONE) {
                // A consonant before a vowel opens the next syllable, of a compound the second one.
                String pressed = KEYS.getOrDefault(coda, "" + NONE + coda);
                coda = pressed.charAt(0);
                finish();
                initial = pressed.charAt(1);
                medial = key;
            } else if (medial == NONE) {
                medial = key;
            } else {
                Character compound = COMPOUND_OF.get("" + medial + key);
                if (compound == null) {
                    finish();
                    medial = key;
                } else {
                    medial = compound;
                }
            }
        }

        void consonant(char key) {
            if (initial != NONE && medial != NONE) {
                Character closing = coda == NONE ? Character.valueOf(key) : COMPOUND_OF.get("" + coda + key);
                if (closing != null && FINALS.indexOf(closing) > 0) {
                    coda = closing;
                    return;
                }
            }
            finish();
            initial = key;
        }

        void finish() {
            if (initial != NONE && medial != NONE) {
                int index = INITIALS.indexOf(initial) * MEDIALS.length() + MEDIALS.indexOf(medial);
                screen.append((char) (FIRST + index * FINALS.length() + FINALS.indexOf(coda)));
            } else if (initial != NONE) {
                screen.append(initial);
            } else if (medial != NONE) {
                screen.append(medial);
            }
            initial = NONE;
            medial = NONE;
            coda = NONE;
        }
    }
}
