package io.joyul.config;

import java.util.Optional;

/**
 * Who translates texts into another language and back, and what is taken of what comes back.
 *
 * @param source language of the texts, by the code that the translator knows
 * @param pivot language that they are translated into and back from
 * @param url of an endpoint
 * @param keyVariable environment variable whose value is sent to the endpoint as a bearer token
 * @param pairs a file of given translations, in both directions
 * @param cache folder of the translations of the endpoint; absent: in the output folder
 * @param batch texts in a request
 * @param connections requests at once
 * @param requestsPerSecond at most
 * @param timeoutSeconds for the whole of an answer
 * @param retries times that a request is sent again after a failure that may pass
 * @param minSimilarity Jaccard's, of the character bigrams of a text and what came back of it
 * @param maxSimilarity likewise
 * @param minLength characters that came back for each of the text
 * @param maxLength likewise
 */
public record TranslatorConfig(
        String source,
        String pivot,
        Optional<String> url,
        Optional<String> keyVariable,
        Optional<String> pairs,
        Optional<String> cache,
        @Default("16") @Within("[1, 1000]") int batch,
        @Default("2") @Within("[1, 64]") int connections,
        @Default("10.0") @Within("(0, 10000]") double requestsPerSecond,
        @Default("60") @Within("[1, 3600]") int timeoutSeconds,
        @Default("5") @Within("[0, 100]") int retries,
        @Default("0.2") @Within("[0, 1]") double minSimilarity,
        @Default("0.95") @Within("[0, 1]") double maxSimilarity,
        @Default("0.5") @Within("[0, 1]") double minLength,
        @Default("2.0") @Within("[1, 100]") double maxLength) {}
