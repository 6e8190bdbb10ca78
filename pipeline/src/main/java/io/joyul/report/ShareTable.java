package io.joyul.report;

import io.joyul.preprocess.ExampleShare;
import io.joyul.report.Table.Align;
import io.joyul.report.Table.Column;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What each class and each source contributes to what is trained on. */
final class ShareTable {
    /** Of more classes the largest and the smallest are shown. */
    private static final int SHOWN = 20;

    private ShareTable() {}

    static Table of(List<ExampleShare> shares) {
        List<ExampleShare> shown = new ArrayList<>(shares);
        if (shown.size() > SHOWN) {
            shown.sort(Comparator.comparingLong(ExampleShare::examples).reversed());
            shown.subList(SHOWN / 2, shown.size() - SHOWN / 2).clear();
        }
        List<Column> columns = List.of(
                new Column("", Align.TEXT),
                new Column("name", Align.TEXT),
                new Column("rows", Align.NUMBER),
                new Column("examples", Align.NUMBER),
                new Column("share", Align.NUMBER));
        List<List<String>> rows = shown.stream()
                .map(share -> List.of(
                        share.kind(),
                        share.name(),
                        Figures.count(share.rows()),
                        Figures.count(share.examples()),
                        Figures.percent(share.share())))
                .toList();
        String title = "Classes and sources";
        return new Table(
                shown.size() < shares.size()
                        ? title + ": the " + SHOWN / 2 + " largest and smallest of " + shares.size()
                        : title,
                columns,
                rows);
    }
}
