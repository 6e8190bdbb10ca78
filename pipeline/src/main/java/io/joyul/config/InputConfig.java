package io.joyul.config;

import java.util.List;
import java.util.Optional;

/**
 * Where the raw rows lie and which columns matter.
 *
 * @param task what an example is
 * @param format how the files are written; compression is told by the file name
 * @param train path or glob of the training rows, on any Hadoop file system; absent only beside {@code sources}
 * @param sources several such, in place of {@code train}, mixed by weight
 * @param temperature of the mixture, as in {@link PretrainConfig}
 * @param dev rows for watching training; never trained on
 * @param test rows for the final figures; absent when {@code dev} is the only held-out split
 * @param idColumn absent when rows are numbered by their content instead
 * @param textColumn the column that holds the text ({@code value} for plain text); absent only for SQuAD's JSON
 * @param pairColumn the second text: of a pair, the question to a text, the answers to rank, the better answer
 * @param rejectedColumn the worse of two answers
 * @param labelColumn the column that holds the class, the tags or the answers
 * @param labels the classes in the order of their indices; empty: the sorted distinct labels of {@code train}
 * @param labelNames what the report calls the classes; empty: the labels themselves
 */
public record InputConfig(
        @Default("classification") Task task,
        @Default("tsv") Format format,
        Optional<String> train,
        @Default("[]") List<TextSource> sources,
        @Default("1.0") @Within("[1, 1000]") double temperature,
        String dev,
        Optional<String> test,
        Optional<String> idColumn,
        Optional<String> textColumn,
        Optional<String> pairColumn,
        Optional<String> rejectedColumn,
        Optional<String> labelColumn,
        @Default("[]") List<String> labels,
        @Default("[]") List<String> labelNames) {

    public InputConfig {
        sources = List.copyOf(sources);
        labels = List.copyOf(labels);
        labelNames = List.copyOf(labelNames);
    }

    /** Where the training rows lie. */
    public List<TextSource> training() {
        return sources.isEmpty()
                ? train.map(path -> List.of(new TextSource(path, 1))).orElse(List.of())
                : sources;
    }

    /** Where the training rows lie, for messages. */
    public String trainingPaths() {
        return TextSource.paths(training());
    }

    /** Table formats that can be read. */
    public enum Format {
        TSV,
        CSV,
        JSON_LINES,
        PARQUET,
        TEXT,
        /** The JSON of SQuAD and KorQuAD: articles, their paragraphs, the questions to each. */
        SQUAD
    }

    /** What an example is. */
    public enum Task {
        CLASSIFICATION,
        /** Two texts and how they relate. */
        PAIRS,
        /** A tag for each word or character. */
        TAGS,
        /** The answer to a question as a span of a paragraph, which may be too long for one example. */
        SPANS,
        /** Long texts in windows, each with the document's class. */
        DOCUMENTS,
        /** Text to go on with, from left to right. */
        CAUSAL,
        /** Damaged text to mend. */
        DENOISING,
        /** Text in which some tokens are others than they were. */
        REPLACED_TOKENS,
        /** Two passages, of which the second follows the first or comes from elsewhere. */
        NEXT_SENTENCE,
        /** Two passages, in their order or swapped. */
        SENTENCE_ORDER,
        /** Turns of a conversation, of which the answers are learnt. */
        DIALOGUE,
        /** A prompt with a better and a worse answer. */
        PREFERENCE,
        /** A text with candidates to put in order. */
        RANKING;

        /** Whether there is training for it, and not the preparation of examples alone. */
        public boolean trainable() {
            return this == CLASSIFICATION;
        }

        /** Whether a row has one class. */
        public boolean classed() {
            return switch (this) {
                case CLASSIFICATION, PAIRS, DOCUMENTS -> true;
                case TAGS,
                        SPANS,
                        CAUSAL,
                        DENOISING,
                        REPLACED_TOKENS,
                        NEXT_SENTENCE,
                        SENTENCE_ORDER,
                        DIALOGUE,
                        PREFERENCE,
                        RANKING -> false;
            };
        }
    }
}
