package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.testing.InstalledSpark;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages in docs as a new user would follow them, one after the other: each file written, each command run. */
@Tag("slow")
class PagesClusterTest {
    private static final long MINUTES = 10;

    @TempDir
    Path folder;

    private String masterPort = "";

    @Test
    void eachCommandEndsAsItsPageSays() throws Exception {
        InstalledSpark.assumeThere();
        try (ServerSocket free = new ServerSocket(0)) {
            masterPort = Integer.toString(free.getLocalPort());
        }
        for (String name : List.of("joyul", "conf", "jobs")) {
            Files.createSymbolicLink(folder.resolve(name), Pages.ROOT.resolve(name));
        }
        for (Path page : Pages.inOrder()) {
            for (Pages.Block block : Pages.blocks(page)) {
                if (block.file().isPresent()) {
                    Files.writeString(folder.resolve(block.file().get()), block.text());
                } else if (block.language().equals("sh")) {
                    for (Pages.Command command : block.commands()) {
                        run(page.getFileName().toString(), command);
                    }
                }
            }
        }
        assertThat(Files.readString(folder.resolve("mine/predicted.jsonl"))).contains("\"label\"");
        assertThat(folder.resolve("mine/further/report/report.html")).isRegularFile();
        assertThat(folder.resolve("mine/cluster/report/report.html")).isRegularFile();
    }

    private void run(String page, Pages.Command command) throws IOException, InterruptedException {
        Path log = folder.resolve("command.log");
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", command.line())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JOYUL_BUILD", "never");
        builder.environment().put("JOYUL_HEAP", "1g");
        builder.environment().put("JOYUL_CLUSTER_DIR", folder.resolve("cluster").toString());
        builder.environment().put("JOYUL_MASTER_PORT", masterPort);
        Script.Ended ended = Script.await(builder.start(), log, MINUTES);
        assertThat(ended.exitCode())
                .as(page + ": " + command.line() + "\n" + ended.output())
                .isEqualTo(command.exitCode());
    }
}
