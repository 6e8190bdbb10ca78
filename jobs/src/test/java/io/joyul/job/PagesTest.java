package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the README and the pages in docs say is there. */
class PagesTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");
    private static final List<String> OF_THE_LAUNCHER = List.of("test", "COMMAND");

    @Test
    void linksLeadToFiles() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : Pages.all()) {
            Matcher links = LINK.matcher(Files.readString(page));
            while (links.find()) {
                if (!Files.exists(page.resolveSibling(links.group(1)))) {
                    broken.add(page.getFileName() + ": " + links.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void readmeLeadsToEachPage() throws IOException {
        String readme = Files.readString(Pages.ROOT.resolve("README.md"));
        for (Path page : Pages.all().subList(1, Pages.all().size())) {
            assertThat(readme).contains("(docs/" + page.getFileName() + ")");
        }
    }

    @Test
    void commandsAreThereWithTheirOptions() throws IOException {
        List<String> unknown = new ArrayList<>();
        for (Path page : Pages.all()) {
            for (Pages.Block block : Pages.blocks(page)) {
                for (Pages.Command command : block.commands()) {
                    if (command.line().startsWith("./joyul ") && !isKnown(command.line())) {
                        unknown.add(page.getFileName() + ": " + command.line());
                    }
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    private static boolean isKnown(String line) {
        List<String> words = List.of(line.replaceFirst("\\s+#.*", "").split("\\s+"));
        CommandLine command = CommandLines.of(new Joyul());
        for (String word : words.subList(1, words.size())) {
            CommandLine below = command.getSubcommands().get(word);
            if (below != null) {
                command = below;
            } else if (word.startsWith("-")
                    && !command.getCommandSpec().optionsMap().containsKey(word.replaceFirst("=.*", ""))) {
                return OF_THE_LAUNCHER.contains(words.get(1));
            }
        }
        return command.getParent() != null || OF_THE_LAUNCHER.contains(words.get(1));
    }
}
