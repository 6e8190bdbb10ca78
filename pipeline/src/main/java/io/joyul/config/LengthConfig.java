package io.joyul.config;

import java.util.Optional;

/**
 * Bounds of a text's length; each is off unless it is given.
 *
 * @param minCharacters code points
 * @param maxCharacters code points
 * @param minWords what white space separates
 * @param maxWords what white space separates
 */
public record LengthConfig(
        @Within("[1, 1000000000]") Optional<Integer> minCharacters,
        @Within("[1, 1000000000]") Optional<Integer> maxCharacters,
        @Within("[1, 1000000000]") Optional<Integer> minWords,
        @Within("[1, 1000000000]") Optional<Integer> maxWords) {}
