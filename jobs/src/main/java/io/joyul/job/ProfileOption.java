package io.joyul.job;

import picocli.CommandLine.Option;

/** Whether a command that trains profiles a step. */
final class ProfileOption {
    @Option(
            names = "--profile",
            description =
                    "Profiles one step of each stage that is trained now: a table in the terminal, and a trace for"
                            + " ui.perfetto.dev in the stage's folder profile.")
    private boolean profiled;

    boolean isAsked() {
        return profiled;
    }
}
