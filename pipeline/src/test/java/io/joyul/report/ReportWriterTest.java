package io.joyul.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joyul.storage.Storage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

class ReportWriterTest {
    private static final String MARKUP = "</td></style><script>alert('1')</script>";
    private static final String HOSTILE =
            MARKUP + " \" onload=\"x &amp; | `**굵게**` ```` \u0000\u0007\uD800 <img src=http://example.org>";

    @TempDir
    Path folder;

    @Test
    void allFourFilesAreThereAndNothingElse() throws IOException {
        write(Reports.quickstart());
        write(Reports.quickstart());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("report.json", "report.md", "report.html", "run.yaml");
        }
        assertThat(read("run.yaml")).isEqualTo(Reports.quickstart().runFile());
    }

    @Test
    void figuresAgreeInAllThree() throws Exception {
        RunReport report = Reports.quickstart();
        write(report);
        JsonNode json = new ObjectMapper().readTree(read("report.json"));
        JsonNode evaluation = json.get("evaluation");
        assertThat(json.get("format").asText()).isEqualTo("joyul-report");
        assertThat(json.get("version").asInt()).isEqualTo(1);
        List<String> figures = List.of(
                Figures.percent(evaluation.at("/accuracy/estimate").asDouble()),
                Figures.number(evaluation.at("/macroF1/estimate").asDouble()),
                Figures.number(evaluation.get("logLoss").asDouble()),
                Figures.percent(evaluation.get("expectedCalibrationError").asDouble()),
                Figures.number(evaluation.get("brier").asDouble()),
                Figures.number(evaluation.get("matthewsCorrelation").asDouble()),
                Figures.percent(evaluation.get("majorityShare").asDouble()),
                Figures.points(json.at("/fromScratch/gain/accuracyGain/estimate").asDouble()),
                Figures.count(evaluation.at("/confusion/rows/0/1").asLong()),
                Figures.count(json.at("/data/splits/0/tokens").asLong()),
                Figures.duration(json.at("/stages/1/seconds").asDouble()));
        String html = html().getDocumentElement().getTextContent();
        assertThat(html).contains(figures);
        assertThat(read("report.md")).contains(figures);
        for (Headline.Figure figure : Headline.of(report).figures()) {
            assertThat(html).contains(figure.value(), figure.note());
        }
    }

    @Test
    void pageLoadsNothingAndRunsNothing() throws Exception {
        write(Reports.quickstart());
        String html = read("report.html").replace("http://www.w3.org/1999/xhtml", "");
        assertThat(html).doesNotContain("http:", "https:", "@import", "url(");
        assertThat(elements(html()))
                .doesNotContain("script", "link", "img", "iframe", "object", "embed", "base", "form", "a")
                .contains("svg", "table", "details");
    }

    /** Inside {@code <style>} HTML reads escapes as they stand, so there must be none. */
    @Test
    void styleSheetNeedsNoEscaping() throws Exception {
        write(Reports.quickstart());
        Matcher style =
                Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL).matcher(read("report.html"));
        assertThat(style.find()).isTrue();
        assertThat(style.group(1)).doesNotContain("&amp;", "&lt;", "&gt;", "&quot;");
    }

    @Test
    void hostileTextStaysText() throws Exception {
        write(Reports.bare(HOSTILE));
        Document page = html();
        assertThat(elements(page)).doesNotContain("script", "img");
        assertThat(attributes(page)).noneMatch(name -> name.startsWith("on"));
        assertThat(page.getDocumentElement().getTextContent()).contains(MARKUP);
        String markdown = read("report.md");
        String outsideTheFence = markdown.substring(0, markdown.indexOf("## Resolved run file"));
        assertThat(outsideTheFence).doesNotContainPattern("(?<!\\\\)[<*`]");
        assertThat(markdown).contains("`````yaml\n").endsWith("`````\n");
    }

    @Test
    void everyMarkdownRowHasItsTablesWidth() throws IOException {
        write(Reports.bare(HOSTILE.replace("\u0000", "\n")));
        int width = 0;
        for (String line : read("report.md").split("\n", -1)) {
            int cells = line.startsWith("|") ? line.replace("\\|", "").split("\\|", -1).length : 0;
            if (width > 0 && cells > 0) {
                assertThat(cells).as(line).isEqualTo(width);
            }
            width = cells;
        }
    }

    @Test
    void whatWasNotMeasuredIsNullInJsonAndADashElsewhere() throws Exception {
        write(Reports.bare("x"));
        String json = read("report.json");
        assertThat(json).doesNotContain("NaN", "Infinity");
        JsonNode root = new ObjectMapper().readTree(json);
        assertThat(root.at("/evaluation/accuracy/low").isNull()).isTrue();
        assertThat(root.get("fromScratch").isNull()).isTrue();
        assertThat(read("report.html")).doesNotContain("NaN", "Infinity");
        assertThat(read("report.md")).doesNotContain("NaN", "Infinity");
        assertThat(html().getDocumentElement().getTextContent()).contains("Nothing was recorded.");
    }

    @Test
    void aRunThatTrainedNothingHasOnlyTheChartsOfItsEvaluation() throws Exception {
        RunReport quickstart = Reports.quickstart();
        write(new RunReport(
                quickstart.run(),
                quickstart.data(),
                quickstart.model(),
                List.of(),
                quickstart.evaluatedSplit(),
                quickstart.evaluation(),
                null,
                List.of(),
                quickstart.runFile()));
        assertThat(elements(html())).filteredOn("svg"::equals).hasSize(2);
        assertThat(read("report.html")).doesNotContain("Gain by pretraining");
    }

    private void write(RunReport report) {
        ReportWriter.write(Storage.of(Map.of()), folder.toString(), report);
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private Document html() throws IOException, ParserConfigurationException, SAXException {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(read("report.html").getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> elements(Document page) {
        NodeList nodes = page.getElementsByTagName("*");
        List<String> names = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            names.add(nodes.item(i).getNodeName());
        }
        return names;
    }

    private static List<String> attributes(Document page) {
        NodeList nodes = page.getElementsByTagName("*");
        List<String> names = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            for (int j = 0; j < nodes.item(i).getAttributes().getLength(); j++) {
                names.add(nodes.item(i).getAttributes().item(j).getNodeName());
            }
        }
        return names;
    }
}
