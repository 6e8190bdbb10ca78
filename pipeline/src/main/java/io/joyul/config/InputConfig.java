package io.joyul.config;

import java.util.List;
import java.util.Optional;

/**
 * Where the raw rows lie and which columns matter.
 *
 * @param format how the files are written; compression is told by the file name
 * @param train path or glob of the training rows, on any Hadoop file system
 * @param dev rows for watching training; never trained on
 * @param test rows for the final figures; absent when {@code dev} is the only held-out split
 * @param idColumn absent when rows are numbered by their content instead
 * @param textColumn the column that holds the text ({@code value} for plain text)
 * @param labelColumn the column that holds the class
 * @param labels the classes in the order of their indices; empty: the sorted distinct labels of {@code train}
 * @param labelNames what the report calls the classes; empty: the labels themselves
 */
public record InputConfig(
        @Default("tsv") Format format,
        String train,
        String dev,
        Optional<String> test,
        Optional<String> idColumn,
        String textColumn,
        String labelColumn,
        @Default("[]") List<String> labels,
        @Default("[]") List<String> labelNames) {

    public InputConfig {
        labels = List.copyOf(labels);
        labelNames = List.copyOf(labelNames);
    }

    /** Table formats that can be read. */
    public enum Format {
        TSV,
        CSV,
        JSON_LINES,
        PARQUET,
        TEXT
    }
}
