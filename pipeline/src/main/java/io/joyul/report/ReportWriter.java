package io.joyul.report;

import io.joyul.storage.Storage;
import java.nio.charset.StandardCharsets;

/** Puts a report into a folder. */
public final class ReportWriter {
    private ReportWriter() {}

    /**
     * Writes {@code report.html}, {@code report.md}, {@code run.yaml} and at last {@code report.json}, each whole or not
     * at all; files of an earlier report are replaced.
     */
    public static void write(Storage storage, String folder, RunReport report) {
        write(storage, folder, "report.html", HtmlReport.render(report));
        write(storage, folder, "report.md", MarkdownReport.render(report));
        write(storage, folder, "run.yaml", report.runFile());
        write(storage, folder, "report.json", JsonReport.render(report));
    }

    private static void write(Storage storage, String folder, String name, String content) {
        storage.writeAtomically(Storage.child(folder, name), content.getBytes(StandardCharsets.UTF_8));
    }
}
