package io.joyul.tokenize;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.ArrayList;
import java.util.List;

/**
 * How a text that is too long is cut into windows, as Hugging Face's truncation does it.
 *
 * @param maxLength tokens that a window may have, special ones included
 * @param stride tokens that a window shares with the one before
 * @param strategy which of two texts is cut
 * @param direction the end that is cut off the first window
 */
public record Truncation(int maxLength, int stride, Strategy strategy, Direction direction) {
    /** Which of two texts is cut. */
    public enum Strategy {
        LONGEST_FIRST,
        ONLY_FIRST,
        ONLY_SECOND
    }

    /** An end of a text. */
    public enum Direction {
        LEFT,
        RIGHT
    }

    /** The end is cut off, the longer of two texts first. */
    public Truncation(int maxLength, int stride) {
        this(maxLength, stride, Strategy.LONGEST_FIRST, Direction.RIGHT);
    }

    public Truncation {
        if (maxLength < 0 || stride < 0) {
            throw new IllegalArgumentException(
                    "max length " + maxLength + " and stride " + stride + " must be positive");
        }
    }

    /** Cuts one text to {@code room} tokens; what overflows hangs on the result. */
    Encoding cut(Encoding text, int room) {
        if (text.length() <= room) {
            return text;
        }
        if (room == 0) {
            return text.slice(0, 0).withOverflowing(List.of(text));
        }
        if (stride >= room) {
            throw new JoyulException(
                    ErrorCode.CONFIG_INVALID,
                    "a stride of " + stride + " tokens leaves windows of " + room
                            + " no way forward; take a smaller stride or a greater max length");
        }
        List<Encoding> windows = direction == Direction.RIGHT ? rightwards(text, room) : leftwards(text, room);
        return windows.get(0).withOverflowing(windows.subList(1, windows.size()));
    }

    private List<Encoding> rightwards(Encoding text, int room) {
        List<Encoding> windows = new ArrayList<>();
        int stop = 0;
        for (int start = 0; stop < text.length(); start += room - stride) {
            stop = Math.min(start + room, text.length());
            windows.add(text.slice(start, stop));
        }
        return windows;
    }

    private List<Encoding> leftwards(Encoding text, int room) {
        List<Encoding> windows = new ArrayList<>();
        int start = text.length();
        for (int stop = text.length(); start > 0; stop -= room - stride) {
            start = Math.max(stop - room, 0);
            windows.add(text.slice(start, stop));
        }
        return windows;
    }

    /** How many tokens each of two texts may keep when both together may have {@code room}. */
    int[] share(int first, int second, int room) {
        int excess = first + second - room;
        if (excess <= 0) {
            return new int[] {first, second};
        }
        if (room == 0) {
            return new int[2];
        }
        return switch (strategy) {
            case ONLY_FIRST -> new int[] {less(first, excess, "first"), second};
            case ONLY_SECOND -> new int[] {first, less(second, excess, "second")};
            case LONGEST_FIRST -> shareLongestFirst(first, second, room);
        };
    }

    private static int[] shareLongestFirst(int first, int second, int room) {
        int shorter = Math.min(first, second);
        int longer = shorter > room ? shorter : Math.max(shorter, room - shorter);
        if (shorter + longer > room) {
            shorter = room / 2;
            longer = shorter + room % 2;
        }
        return first > second ? new int[] {longer, shorter} : new int[] {shorter, longer};
    }

    private static int less(int length, int excess, String which) {
        if (length <= excess) {
            throw new JoyulException(
                    ErrorCode.CONFIG_INVALID,
                    "the " + which + " text has " + length + " tokens and " + excess
                            + " must go: cut the longest first, or allow more tokens");
        }
        return length - excess;
    }
}
