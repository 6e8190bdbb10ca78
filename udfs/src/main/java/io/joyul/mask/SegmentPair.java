package io.joyul.mask;

/**
 * Two passages and how they relate.
 *
 * @param first without special tokens
 * @param second likewise
 * @param label 0 when the second follows the first in its document, else 1, as transformers has it
 */
public record SegmentPair(Grouped first, Grouped second, int label) {}
