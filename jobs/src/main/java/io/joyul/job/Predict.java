package io.joyul.job;

import io.joyul.evaluate.TextClassifier;
import io.joyul.storage.Storage;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts a tuned classifier to work. */
@Command(
        name = "predict",
        description = "Classifies JSON lines: writes label and scores for each line, in the order of the input.")
public final class Predict implements Callable<Integer> {
    @Option(
            names = "--checkpoint",
            required = true,
            paramLabel = "DIR",
            description = "A checkpoint, the output folder of a run, or a classifier in the Hugging Face layout.")
    private String checkpoint = "";

    @Option(
            names = "--input",
            required = true,
            paramLabel = "FILE",
            description = "One JSON object a line; gzip'd if its name ends in .gz.")
    private String input = "";

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "Where the predictions go.")
    private String output = "";

    @Option(
            names = "--text-column",
            paramLabel = "NAME",
            defaultValue = "text",
            description = "The key that holds the text (default: ${DEFAULT-VALUE}).")
    private String textColumn = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        CommandLines.run(new Predict(), arguments);
    }

    @Override
    public Integer call() {
        Storage storage = Sessions.storage();
        try (TextClassifier classifier = TextClassifier.open(storage, ModelFolder.of(storage, checkpoint))) {
            TextFiles.transform(storage, input, output, new LinePredictor(classifier, textColumn));
        }
        spec.commandLine().getOut().println(output);
        return 0;
    }
}
