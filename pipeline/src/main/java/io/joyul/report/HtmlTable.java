package io.joyul.report;

import java.util.List;
import java.util.Locale;

/** A {@link Table} as a section of a page. */
final class HtmlTable {
    private HtmlTable() {}

    static void draw(Html page, Table table) {
        page.start("section").element("h2", table.title());
        page.start("div", "scroll").start("table").start("tr");
        for (Table.Column column : table.columns()) {
            page.element("th", cssClass(column), column.name());
        }
        page.end();
        for (List<String> row : table.rows()) {
            page.start("tr");
            for (int i = 0; i < row.size(); i++) {
                // Text from data, whose writing direction stays its own affair.
                page.start("td", cssClass(table.columns().get(i)))
                        .element("bdi", row.get(i))
                        .end();
            }
            page.end();
        }
        page.end().end().end();
    }

    private static String cssClass(Table.Column column) {
        return column.align().name().toLowerCase(Locale.ROOT);
    }
}
