package io.joyul.config;

import io.joyul.config.InputConfig.Task;
import java.util.Optional;

/** Checks that a run file names what its task needs, and nothing that the task has no use for. */
final class TaskColumns {
    private final RunConfig config;
    private final InputConfig input;
    private final Problems problems;

    private TaskColumns(RunConfig config, Problems problems) {
        this.config = config;
        this.input = config.input();
        this.problems = problems;
    }

    static void check(RunConfig config, Problems problems) {
        TaskColumns columns = new TaskColumns(config, problems);
        switch (config.input().format()) {
            case SQUAD -> columns.squad();
            case TEXT -> columns.plainText();
            case TSV, CSV, JSON_LINES, PARQUET -> columns.table();
        }
        columns.pretraining();
        columns.windows();
        columns.templates();
    }

    private void squad() {
        if (input.task() != Task.SPANS) {
            problems.add("input.format", "is squad, which holds questions to paragraphs; set input.task: spans");
        }
        unused("text-column", input.textColumn());
        unused("pair-column", input.pairColumn());
        unused("label-column", input.labelColumn());
    }

    private void unused(String key, Optional<String> column) {
        if (column.isPresent()) {
            problems.add("input." + key, "has no meaning beside input.format: squad; take it out");
        }
    }

    /** A line of plain text is a row of one column, which needs no name. */
    private void plainText() {
        boolean textAlone = switch (input.task()) {
            case CAUSAL, DENOISING, REPLACED_TOKENS, NEXT_SENTENCE, SENTENCE_ORDER -> true;
            case CLASSIFICATION, TAGS, DOCUMENTS, PAIRS, SPANS, RANKING, PREFERENCE, DIALOGUE -> false;
        };
        if (!textAlone) {
            problems.add(
                    "input.format",
                    "is text, whose lines hold nothing beside the text, but input.task: " + KeyNames.of(input.task())
                            + " needs more; bring a table, or set a task that learns from text alone, such as causal");
        }
    }

    private void table() {
        needed("text-column", input.textColumn(), "");
        switch (input.task()) {
            case CLASSIFICATION -> needed("label-column", input.labelColumn(), "");
            case TAGS, DOCUMENTS -> needed("label-column", input.labelColumn(), forTask());
            case PAIRS, SPANS -> {
                needed("pair-column", input.pairColumn(), forTask());
                needed("label-column", input.labelColumn(), forTask());
            }
            case RANKING -> needed("pair-column", input.pairColumn(), forTask());
            case PREFERENCE -> {
                needed("pair-column", input.pairColumn(), forTask());
                needed("rejected-column", input.rejectedColumn(), forTask());
            }
            case CAUSAL, DENOISING, REPLACED_TOKENS, NEXT_SENTENCE, SENTENCE_ORDER, DIALOGUE -> {}
        }
    }

    private String forTask() {
        return "; input.task: " + KeyNames.of(input.task()) + " needs it";
    }

    private void needed(String key, Optional<String> column, String why) {
        if (column.isEmpty()) {
            problems.add("input." + key, "is missing and has no default" + why);
        }
    }

    private void pretraining() {
        if (config.pretrain().isPresent()
                && config.pretrain().get().text().isPresent()
                && !config.pretrain().get().sources().isEmpty()) {
            problems.add("pretrain.text", "has no meaning beside pretrain.sources; make it one of these");
        }
        if (input.task() != Task.CLASSIFICATION && config.pretrain().isPresent()) {
            problems.add(
                    "pretrain", "has no meaning beside input.task: " + KeyNames.of(input.task()) + "; take it out");
        }
    }

    private void windows() {
        int overlap = config.preprocess().examples().overlap();
        boolean windowed = input.task() == Task.SPANS || input.task() == Task.DOCUMENTS;
        if (windowed && 2 * overlap > config.preprocess().maxLength()) {
            problems.add(
                    "preprocess.examples.overlap",
                    "must be at most half of preprocess.max-length, which is "
                            + config.preprocess().maxLength() + ", but is " + overlap);
        }
    }

    private void templates() {
        ExamplesConfig examples = config.preprocess().examples();
        template("user-turn", examples.userTurn());
        template("assistant-turn", examples.assistantTurn());
    }

    private void template(String key, String template) {
        if (!template.contains("{text}")) {
            problems.add("preprocess.examples." + key, "must say by {text} where the text goes, but is " + template);
        }
    }
}
