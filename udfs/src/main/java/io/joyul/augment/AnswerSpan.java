package io.joyul.augment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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

    /**
     * Finds an answer again after its paragraph has been rewritten. Of the places where a wording stands, that is taken
     * which lies nearest to where the answer was; where none stands, those words of the paragraph which are most like one,
     * if they are like enough.
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
            found.add(at);
        }
        return found.stream()
                .min(Comparator.comparingDouble(at -> Math.abs((double) at / paragraph.length() - place)))
                .map(at -> at(paragraph, at, at + wording.length()));
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
