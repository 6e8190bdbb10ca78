package io.joyul.job;

import io.joyul.config.PublishConfig;
import io.joyul.evaluate.Gate;
import io.joyul.preprocess.CleanRows;
import io.joyul.stage.Publication;
import io.joyul.stage.Publication.Published;
import io.joyul.text.TextNormaliser.Step;
import io.joyul.tokenize.RawTextTokenizer;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Puts a run's model where its users look for it, if it is good enough. Done twice, it changes nothing. */
@Command(name = "publish", description = "Exports the model of a run file to publish.to, if its gate is open.")
public final class Publish implements Callable<Integer> {
    @Mixin
    private RunFileOptions runFile = new RunFileOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        CommandLines.run(new Publish(), arguments);
    }

    @Override
    public Integer call() {
        RunFileOptions.ToPublish asked = runFile.loadToPublish(Sessions.storage());
        PublishConfig publish = asked.publish();
        try (TerminalProgress progress = TerminalProgress.ofProcess();
                RunStages stages = new RunStages(asked.config(), progress)) {
            stages.succeed();
            CheckGate.requireOpen(CheckGate.of(stages, publish));
            RunOutcome outcome = stages.recorded();
            Publication publication = new Publication(stages.plan().storage(), publish.to());
            Published published = publication.publish(
                    asked.config().name(),
                    stages.plan().evaluate().fingerprint(),
                    outcome.train().result().checkpoint(),
                    Gate.figures(outcome.evaluation().result().tuned()));
            Set<Step> left = RawTextTokenizer.missing(
                    CleanRows.normaliser(asked.config().preprocess().normalise()));
            if (!left.isEmpty()) {
                spec.commandLine().getErr().println(Export.left(left));
            }
            print(published.folder(), publication.latest().orElse(published).folder());
        }
        return 0;
    }

    private void print(String published, String latest) {
        PrintWriter out = spec.commandLine().getOut();
        if (json.isAsked()) {
            Map<String, String> folders = new LinkedHashMap<>();
            folders.put("published", published);
            folders.put("latest", latest);
            JsonOption.print(out, folders);
        } else if (published.equals(latest)) {
            out.println("published   " + Reports.shown(published));
        } else {
            out.println("published   " + Reports.shown(published) + " was published before; the latest is "
                    + Reports.shown(latest));
        }
    }
}
