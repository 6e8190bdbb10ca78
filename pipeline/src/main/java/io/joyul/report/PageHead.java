package io.joyul.report;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** What all pages begin with. */
final class PageHead {
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

    private PageHead() {}

    /** Opens the page, its body and its main part, which are three ends. */
    static void open(Html page, String title) {
        page.start("html").attribute("xmlns", "http://www.w3.org/1999/xhtml").attribute("lang", "en");
        page.start("head");
        page.start("meta").attribute("charset", "utf-8").end();
        meta(page, "viewport", "width=device-width, initial-scale=1");
        meta(page, "color-scheme", "light dark");
        page.start("meta")
                .attribute("http-equiv", "Content-Security-Policy")
                .attribute("content", POLICY)
                .end();
        page.element("title", title);
        page.element("style", styleSheet());
        page.end();
        page.start("body").start("main");
    }

    private static void meta(Html page, String name, String content) {
        page.start("meta").attribute("name", name).attribute("content", content).end();
    }

    private static String styleSheet() {
        try (InputStream in = PageHead.class.getResourceAsStream("report.css")) {
            if (in == null) {
                throw new JoyulException(ErrorCode.INTERNAL, "report.css is missing from Joyul's jar; build it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new JoyulException(ErrorCode.INTERNAL, "report.css cannot be read from Joyul's jar", e);
        }
    }
}
