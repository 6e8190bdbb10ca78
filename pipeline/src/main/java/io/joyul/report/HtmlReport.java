package io.joyul.report;

import io.joyul.evaluate.ClassificationResult;
import io.joyul.evaluate.Mistake;
import java.util.List;
import java.util.Locale;

/** {@code report.html}: one page that needs nothing else. */
final class HtmlReport {
    private final Html page = new Html();
    private final RunReport report;

    private HtmlReport(RunReport report) {
        this.report = report;
    }

    static String render(RunReport report) {
        return new HtmlReport(report).render();
    }

    private String render() {
        PageHead.open(page, report.run().name() + " – Joyul report");
        headline();
        training();
        errors();
        table(Table.data(report));
        CleaningTables.of(report.data()).forEach(this::table);
        table(Table.stages(report));
        run();
        return page.end().end().end().finish();
    }

    private void headline() {
        Headline headline = Headline.of(report);
        page.start("header");
        page.element(
                "p",
                "kind",
                "Joyul report · " + Figures.day(report.run().started()) + " · "
                        + Figures.duration(report.run().seconds()));
        page.element("h1", report.run().name());
        page.element("p", "verdict", headline.verdict());
        page.end();
        page.start("section", "cards");
        for (Headline.Figure figure : headline.figures()) {
            page.start("div", "card")
                    .element("h2", figure.name())
                    .element("p", "value", figure.value())
                    .element("p", "note", figure.note())
                    .end();
        }
        page.end();
        page.start("section");
        AccuracyChart.of(report).draw(page);
        page.end();
    }

    private void training() {
        for (TrainingCurve.Stage stage : TrainingCurve.Stage.values()) {
            List<LineChart> charts = TrainingCharts.of(stage, report.training());
            if (!charts.isEmpty()) {
                page.start("section").element("h2", stage.title()).start("div", "pair");
                charts.forEach(chart -> chart.draw(page));
                page.end().end();
            }
        }
        table(Table.training(report));
    }

    private void errors() {
        ClassificationResult result = report.evaluation();
        page.start("section").element("h2", "Where it is right and wrong").start("div", "pair");
        confusion(result);
        new ReliabilityChart(result.calibration()).draw(page);
        page.end().end();
        table(Table.classes(report));
        mistakes(result);
    }

    private void confusion(ClassificationResult result) {
        page.start("figure").element("figcaption", "Confusion matrix: examples, and their share of the true class");
        page.start("div", "scroll").start("table", "confusion");
        page.start("tr").element("th", "corner", "true ↓ · predicted →");
        result.labelNames()
                .forEach(name -> page.start("th").element("bdi", name).end());
        page.end();
        for (int label = 0; label < result.labelNames().size(); label++) {
            page.start("tr")
                    .start("th")
                    .element("bdi", result.labelNames().get(label))
                    .end();
            long support = result.confusion().support(label);
            for (int predicted = 0; predicted < result.labelNames().size(); predicted++) {
                confusionCell(
                        result.confusion().count(label, predicted), support, label == predicted ? "right" : "wrong");
            }
            page.end();
        }
        page.end().end().end();
    }

    private void confusionCell(long count, long support, String kind) {
        double share = support == 0 ? 0 : (double) count / support;
        page.start("td", share > 0.55 ? kind + " strong" : kind)
                .attribute("style", String.format(Locale.ROOT, "--share:%.3f", share))
                .element("strong", Figures.count(count))
                .element("span", support == 0 ? Figures.NONE : Figures.percent(share))
                .end();
    }

    private void mistakes(ClassificationResult result) {
        page.start("section").element("h2", "Worst mistakes");
        if (result.worstMistakes().isEmpty()) {
            page.element("p", "none", "None were kept.").end();
            return;
        }
        page.element("p", "lead", "Wrong predictions of which the model was the surest.");
        page.start("div", "scroll").start("table").start("tr");
        page.element("th", "number", "sure by").element("th", "true class").element("th", "predicted");
        page.element("th", "text").end();
        for (Mistake mistake : result.worstMistakes()) {
            String text = mistake.text();
            page.start("tr").element("td", "number", Figures.percent(mistake.probability()));
            cell("label", result.labelNames().get(mistake.label()));
            cell("label", result.labelNames().get(mistake.predicted()));
            cell("quote", text == null ? "example " + mistake.exampleId() : text);
            page.end();
        }
        page.end().end().end();
    }

    private void table(Table table) {
        HtmlTable.draw(page, table);
    }

    /** Text from data, whose writing direction stays its own affair. */
    private void cell(String cssClass, String text) {
        page.start("td", cssClass).element("bdi", text).end();
    }

    private void run() {
        page.start("section").element("h2", Table.facts(report).title());
        page.start("dl");
        for (List<String> fact : Table.facts(report).rows()) {
            page.start("div")
                    .element("dt", fact.get(0))
                    .element("dd", fact.get(1))
                    .end();
        }
        page.end();
        page.start("details").element("summary", "Resolved run file");
        page.element("pre", report.runFile()).end();
        page.end();
    }
}
