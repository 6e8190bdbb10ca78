package io.joyul.augment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * An answer in its paragraph.
 *
 * @param text as it stands there
 * @param start code point of the paragraph at which it begins
 */
public record AnswerSpan(String text, int start) {
    /** Words are taken for an answer when this share of the bigrams of both is common. */
    private static final double LIKE = 0.6;

    /** Scripts in which a word may be followed by another, or by a particle, without a space. */
    private static final Set<Character.UnicodeScript> RUN_TOGETHER = EnumSet.of(
            Character.UnicodeScript.HANGUL,
            Character.UnicodeScript.HAN,
            Character.UnicodeScript.HIRAGANA,
            Character.UnicodeScript.KATAKANA,
            Character.UnicodeScript.THAI,
            Character.UnicodeScript.LAO,
            Character.UnicodeScript.KHMER,
            Character.UnicodeScript.MYANMAR);

    /**
     * Finds an answer again after its paragraph has been rewritten. Of the places where a wording stands, that is taken
     * which lies nearest to where the answer was; where none stands, those words of the paragraph which are most like one,
     * if they are like enough. A wording never stands within a number or a word of letters such as Latin ones: 5 is not in
     * 15 or 1.5. Where words run together, as in Korean, it had better begin one and be followed by a particle or nothing.
     *
     * @param wordings the answer in ways that it may be worded, such as before and after a round trip
     * @param place of the answer in the earlier paragraph, from 0 for its beginning to 1 for its end
     * @return nothing when the answer is lost
     */
    public static Optional<AnswerSpan> recover(String paragraph, List<String> wordings, double place) {
        for (String wording : wordings) {
            Optional<AnswerSpan> exact = nearest(paragraph, wording, place);
            if (exact.isPresent()) {
                return exact;
            }
        }
        return wordings.stream()
                .filter(wording -> !wording.isBlank())
                .flatMap(wording -> windows(paragraph, wording).stream()
                        .map(window -> new Candidate(window, BackTranslation.similarity(wording, window.text()))))
                .filter(candidate -> candidate.similarity() >= LIKE)
                .max(Comparator.comparingDouble(Candidate::similarity))
                .map(Candidate::span);
    }

    private record Candidate(AnswerSpan span, double similarity) {}

    private static Optional<AnswerSpan> nearest(String paragraph, String wording, double place) {
        List<Integer> found = new ArrayList<>();
        for (int at = wording.isBlank() ? -1 : paragraph.indexOf(wording);
                at >= 0;
                at = paragraph.indexOf(wording, at + 1)) {
            if (!splits(paragraph, at) && !splits(paragraph, at + wording.length())) {
                found.add(at);
            }
        }
        return found.stream()
                .min(Comparator.comparing((Integer at) -> !isWord(paragraph, at, at + wording.length()))
                        .thenComparing(at -> Math.abs((double) at / paragraph.length() - place)))
                .map(at -> at(paragraph, at, at + wording.length()));
    }

    /** Whether a border goes through a number or through a word of a script that has spaces between its words. */
    private static boolean splits(String text, int border) {
        if (border == 0 || border == text.length()) {
            return false;
        }
        int before = text.codePointBefore(border);
        int after = text.codePointAt(border);
        if (holdsTogether(before) && holdsTogether(after)) {
            return true;
        }
        return (isSeparator(before) && isDigit(after) && border > 1 && isDigit(text.codePointBefore(border - 1)))
                || (isDigit(before)
                        && isSeparator(after)
                        && border + 1 < text.length()
                        && isDigit(text.codePointAt(border + 1)));
    }

    private static boolean holdsTogether(int point) {
        return Character.isLetterOrDigit(point)
                ? !RUN_TOGETHER.contains(Character.UnicodeScript.of(point))
                : Character.getType(point) == Character.NON_SPACING_MARK;
    }

    private static boolean isDigit(int point) {
        return Character.isDigit(point);
    }

    private static boolean isSeparator(int point) {
        return point == '.' || point == ',';
    }

    /** Whether a place begins a word and ends it, but for a particle or what is counted. */
    private static boolean isWord(String text, int start, int end) {
        if (start > 0 && Character.isLetterOrDigit(text.codePointBefore(start))) {
            return false;
        }
        int rest = end;
        while (rest < text.length() && Character.isLetterOrDigit(text.codePointAt(rest))) {
            rest += Character.charCount(text.codePointAt(rest));
        }
        return rest == end || isDigit(text.codePointBefore(end)) || Particles.known(text.substring(end, rest));
    }

    private static AnswerSpan at(String paragraph, int start, int end) {
        return new AnswerSpan(paragraph.substring(start, end), paragraph.codePointCount(0, start));
    }

    /** All runs of about as many words as the wording has, without the marks around them. */
    private static List<AnswerSpan> windows(String paragraph, String wording) {
        List<int[]> words = words(paragraph);
        int length = words(wording).size();
        List<AnswerSpan> windows = new ArrayList<>();
        for (int first = 0; first < words.size(); first++) {
            for (int count = Math.max(1, length - 1); count <= length + 1 && first + count <= words.size(); count++) {
                windows.add(at(paragraph, words.get(first)[0], words.get(first + count - 1)[1]));
            }
        }
        return windows;
    }

    /** Where each word begins and ends; a word begins and ends with a letter or digit. */
    private static List<int[]> words(String text) {
        int[] sounding = IntStream.range(0, text.length())
                .filter(i -> Character.isLetterOrDigit(text.charAt(i)))
                .toArray();
        List<int[]> words = new ArrayList<>();
        for (int i = 0; i < sounding.length; i++) {
            boolean goesOn = i > 0
                    && text.substring(sounding[i - 1], sounding[i]).chars().noneMatch(Character::isWhitespace);
            if (goesOn) {
                words.get(words.size() - 1)[1] = sounding[i] + 1;
            } else {
                words.add(new int[] {sounding[i], sounding[i] + 1});
            }
        }
        return words;
    }
}
