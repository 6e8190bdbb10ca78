package io.joyul.mask;

/**
 * What an encoder reads and what the decoder is to say.
 *
 * @param inputIds the text with pieces missing
 * @param labels ids that the decoder gives out one after the other
 */
public record Denoised(int[] inputIds, int[] labels) {}
