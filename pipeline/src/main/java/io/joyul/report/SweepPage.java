package io.joyul.report;

import io.joyul.storage.Storage;
import io.joyul.sweep.Cost;
import io.joyul.sweep.Trial;
import io.joyul.sweep.Trial.Status;
import java.nio.charset.StandardCharsets;

/** {@code sweep.html}: one page that needs nothing else. */
public final class SweepPage {
    private final Html page = new Html();
    private final SweepReport report;

    private SweepPage(SweepReport report) {
        this.report = report;
    }

    /** Writes the page into a folder. */
    public static void write(Storage storage, String folder, SweepReport report) {
        storage.writeAtomically(
                Storage.child(folder, "sweep.html"), render(report).getBytes(StandardCharsets.UTF_8));
    }

    static String render(SweepReport report) {
        return new SweepPage(report).render();
    }

    private String render() {
        PageHead.open(page, report.name() + " – Joyul sweep");
        headline();
        page.start("section");
        new ParallelCoordinates(report).draw(page);
        page.end();
        page.start("section").start("div", "pair");
        SweepCharts.bestSoFar(report).draw(page);
        new ImportanceChart(report.importance()).draw(page);
        SweepCharts.curves(report).draw(page);
        new SeedsChart(report).draw(page);
        page.end().end();
        if (!report.retrainings().isEmpty()) {
            HtmlTable.draw(page, SweepTables.seeds(report));
        }
        HtmlTable.draw(page, SweepTables.trials(report));
        page.start("section").element("h2", "Sweep").start("dl");
        fact("Command", report.command());
        fact("Strategy", report.strategy());
        report.heldOut().forEach(held -> fact(held.name(), held.value()));
        page.end();
        page.start("details").element("summary", "Resolved sweep file").element("pre", report.sweepFile());
        page.end().end();
        return page.end().end().end().finish();
    }

    private void fact(String name, String value) {
        page.start("div").element("dt", name).element("dd", value).end();
    }

    private void headline() {
        page.start("header");
        page.element(
                "p",
                "kind",
                "Joyul sweep · " + Figures.day(report.started()) + " · " + Figures.duration(report.seconds()));
        page.element("h1", report.name());
        page.element(
                "p",
                "verdict",
                report.bestFirst().stream()
                        .findFirst()
                        .map(best -> "Best is trial " + best.number() + " with "
                                + report.metric().label() + " "
                                + report.score(best.score()) + ": "
                                + best.point().text() + ".")
                        .orElse("No trial has a score."));
        page.end();
        page.start("section", "cards");
        Cost cost = report.trials().stream().map(Trial::cost).reduce(Cost.none(), Cost::plus);
        long whole = count(Status.DONE);
        card("Trials", Integer.toString(report.trials().size()), whole + " whole, " + count(Status.FAILED) + " failed");
        card("Time in slots", Figures.duration(cost.slotSeconds()), Figures.count(cost.tokens()) + " tokens");
        double hours = Math.max(1, report.seconds()) / 3600;
        card(
                "Trials an hour",
                Figures.count(report.trials().size() / hours),
                Figures.count(cost.steps()) + " steps; hours without a driver do not count");
        page.end();
    }

    private long count(Status status) {
        return report.trials().stream()
                .filter(trial -> trial.status() == status)
                .count();
    }

    private void card(String name, String value, String note) {
        page.start("div", "card")
                .element("h2", name)
                .element("p", "value", value)
                .element("p", "note", note)
                .end();
    }
}
