package io.joyul.augment;

import java.util.HashMap;
import java.util.Map;

/** Which keys lie beside which, on a QWERTY keyboard with the Korean two-set layout on the same keys. */
final class Keyboard {
    /** How far each row is moved to the right, in keys. */
    private static final double[] OFFSETS = {0, 0.25, 0.75};

    private static final String[][] LAYOUTS = {
        {"qwertyuiop", "asdfghjkl", "zxcvbnm"},
        {"QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"},
        {"ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ"},
        // With shift; keys that shift does not change are those without.
        {"ㅃㅉㄸㄲㅆㅛㅕㅑㅒㅖ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ"}
    };

    private static final Map<Character, String> NEIGHBOURS = new HashMap<>();

    static {
        for (String[] rows : LAYOUTS) {
            for (int row = 0; row < rows.length; row++) {
                for (int column = 0; column < rows[row].length(); column++) {
                    NEIGHBOURS.putIfAbsent(rows[row].charAt(column), around(rows, row, column));
                }
            }
        }
    }

    private Keyboard() {}

    private static String around(String[] rows, int row, int column) {
        StringBuilder found = new StringBuilder();
        for (int other = Math.max(0, row - 1); other <= Math.min(rows.length - 1, row + 1); other++) {
            for (int place = 0; place < rows[other].length(); place++) {
                double distance = Math.abs(place + OFFSETS[other] - column - OFFSETS[row]);
                boolean beside = other == row ? distance == 1 : distance < 1;
                if (beside) {
                    found.append(rows[other].charAt(place));
                }
            }
        }
        return found.toString();
    }

    /** The letters on the keys around that of a letter or jamo; empty for what no key types. */
    static String neighbours(char key) {
        return NEIGHBOURS.getOrDefault(key, "");
    }
}
