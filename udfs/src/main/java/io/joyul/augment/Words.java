package io.joyul.augment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A text cut at its white space, which is kept, so that line ends survive a change of words. */
final class Words {
    private final String text;
    private final List<String> words = new ArrayList<>();
    /** One more than there are words: before the first, between each two, after the last. */
    private final List<String> gaps = new ArrayList<>();

    Words(String text) {
        this.text = text;
        int at = gap(0);
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && !space(text.charAt(end))) {
                end++;
            }
            words.add(text.substring(at, end));
            at = gap(end);
        }
    }

    private int gap(int from) {
        int end = from;
        while (end < text.length() && space(text.charAt(end))) {
            end++;
        }
        gaps.add(text.substring(from, end));
        return end;
    }

    private static boolean space(char character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }

    /** How many words a share of all is, at least one. */
    int count(double share) {
        return Math.max(1, (int) Math.round(share * words.size()));
    }

    int size() {
        return words.size();
    }

    String word(int place) {
        return words.get(place);
    }

    void replace(int place, String word) {
        words.set(place, word);
    }

    void swap(int one, int other) {
        Collections.swap(words, one, other);
    }

    /** Takes a word out, with the gap after it, or before it where it is the last. */
    void remove(int place) {
        words.remove(place);
        gaps.remove(place == words.size() ? place : place + 1);
    }

    /** Puts a word before the one at a place, or at the end. */
    void insert(int place, String word) {
        gaps.add(place == words.size() ? place : place + 1, " ");
        words.add(place, word);
    }

    /** The text as it is now; nothing when that is what it was. */
    Optional<String> changed() {
        StringBuilder result = new StringBuilder(gaps.get(0));
        for (int i = 0; i < words.size(); i++) {
            result.append(words.get(i)).append(gaps.get(i + 1));
        }
        return Optional.of(result.toString()).filter(now -> !now.equals(text));
    }

    /** The share that every augmentation of words takes, checked. */
    static double checkedShare(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("a share of the words must be above 0 and at most 1, but is " + share);
        }
        return share;
    }
}
