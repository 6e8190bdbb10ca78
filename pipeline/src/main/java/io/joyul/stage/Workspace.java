package io.joyul.stage;

import io.joyul.storage.Storage;

/**
 * The names in a run's output folder, in one place.
 *
 * @param root the {@code output} of the run file
 */
public record Workspace(String root) {
    /** The tokenizer that the shards were made with. */
    public String tokenizer() {
        return Storage.child(root, "tokenizer.json");
    }

    /** Masked-language-model shards. */
    public String maskedShards() {
        return Storage.child(root, "shards/masked");
    }

    /** Labelled shards. */
    public String labelledShards() {
        return Storage.child(root, "shards/labelled");
    }

    /** The training rows that were made out of others, as JSON lines that say of which and how. */
    public String augmented() {
        return Storage.child(root, "augmented");
    }

    /** What translators gave, kept when all else is made anew. */
    public String translations() {
        return Storage.child(root, "translations");
    }

    /** Rows that were set aside, with the reason. */
    public String quarantine() {
        return Storage.child(root, "quarantine");
    }

    /** Examples of the rows that rules took out, in JSON lines. */
    public String dropped() {
        return Storage.child(root, "dropped");
    }

    /** Checkpoints of one training stage: {@code pretrain}, {@code train} or {@code train-from-scratch}. */
    public String checkpoints(String stage) {
        return Storage.child(root, stage + "/checkpoints");
    }

    /** The curve of one training stage as event files. */
    public String log(String stage) {
        return Storage.child(root, stage + "/log");
    }

    /** The profile of a step of one training stage. */
    public String profile(String stage) {
        return Storage.child(root, stage + "/profile");
    }

    /** What says that a stage is done, and from which inputs. */
    public String stageRecord(String stage) {
        return Storage.child(root, "stages/" + stage + ".json");
    }

    /** What a tracking server was told, and what it missed. */
    public String tracking() {
        return Storage.child(root, "tracking");
    }

    /** {@code report.json}, {@code report.md}, {@code report.html} and {@code run.yaml}, the resolved run file. */
    public String report() {
        return Storage.child(root, "report");
    }
}
