package io.joyul.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The README and the pages in docs as tests see them: blocks of text between fences. */
final class Pages {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern FILE = Pattern.compile("# (mine/\\S+)\\n");
    private static final Pattern IN_README =
            Pattern.compile("^\\| \\[[^]]+]\\(docs/(\\w+\\.md)\\) \\|", Pattern.MULTILINE);
    private static final Pattern EXIT_CODE = Pattern.compile("\\s+# exits with (\\d)$");

    private Pages() {}

    /**
     * What stands between two fences.
     *
     * @param language {@code sh} for commands to be run, none for commands to be read, {@code yaml} for a file where its
     *     first line is a name; others are for the eye alone
     */
    record Block(String language, String text) {
        /** One command a line; a backslash goes on in the next. */
        List<Command> commands() {
            List<Command> commands = new ArrayList<>();
            for (String line : text.replace("\\\n", " ").split("\n", -1)) {
                Matcher exits = EXIT_CODE.matcher(line);
                if (exits.find()) {
                    commands.add(new Command(line.substring(0, exits.start()), Integer.parseInt(exits.group(1))));
                } else if (!line.isBlank()) {
                    commands.add(new Command(line, 0));
                }
            }
            return commands;
        }

        /** The name of the file that it is. */
        Optional<String> file() {
            Matcher name = FILE.matcher(text);
            return name.lookingAt() ? Optional.of(name.group(1)) : Optional.empty();
        }
    }

    record Command(String line, int exitCode) {}

    static List<Path> all() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md")),
                            docs.filter(file -> file.toString().endsWith(".md")).sorted())
                    .toList();
        }
    }

    /** The README, and the pages as its table has them: each goes on with what those before it have left. */
    static List<Path> inOrder() throws IOException {
        Path readme = ROOT.resolve("README.md");
        List<Path> pages = new ArrayList<>(List.of(readme));
        Matcher rows = IN_README.matcher(Files.readString(readme));
        while (rows.find()) {
            pages.add(ROOT.resolve("docs").resolve(rows.group(1)));
        }
        return pages;
    }

    static List<Block> blocks(Path page) throws IOException {
        Matcher blocks = BLOCK.matcher(Files.readString(page));
        List<Block> found = new ArrayList<>();
        while (blocks.find()) {
            found.add(new Block(blocks.group(1), blocks.group(2)));
        }
        return found;
    }
}
