package io.joyul.tokenize;

import java.util.Arrays;

/** Numbers of which the least comes out first: a binary heap without objects, which a queue of the JDK's would make. */
final class LongHeap {
    private long[] numbers;
    private int size;

    LongHeap(int capacity) {
        this.numbers = new long[Math.max(1, capacity)];
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(long number) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, size * 2);
        }
        int at = size++;
        while (at > 0 && numbers[at - 1 >> 1] > number) {
            numbers[at] = numbers[at - 1 >> 1];
            at = at - 1 >> 1;
        }
        numbers[at] = number;
    }

    /** The least, which is here no more; there must be one. */
    long remove() {
        long least = numbers[0];
        long last = numbers[--size];
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && numbers[child + 1] < numbers[child]) {
                child++;
            }
            if (numbers[child] >= last) {
                break;
            }
            numbers[at] = numbers[child];
            at = child;
        }
        numbers[at] = last;
        return least;
    }
}
