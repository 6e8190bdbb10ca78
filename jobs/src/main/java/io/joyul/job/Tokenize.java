package io.joyul.job;

import io.joyul.storage.Storage;
import io.joyul.tokenize.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Turns lines of text into lines of token ids. */
@Command(name = "tokenize", description = "Writes one JSON array of token ids for each line of a text file.")
public final class Tokenize implements Callable<Integer> {
    @Option(
            names = "--tokenizer",
            required = true,
            paramLabel = "FILE",
            description = "A tokenizer.json in the Hugging Face format.")
    private String tokenizer = "";

    @Option(
            names = "--input",
            required = true,
            paramLabel = "FILE",
            description = "UTF-8 text, one text a line; gzip'd if its name ends in .gz.")
    private String input = "";

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "Where the ids go.")
    private String output = "";

    @Option(
            names = "--max-length",
            paramLabel = "N",
            description = "Cut texts to so many ids, special tokens included. Without it none is cut.")
    private int maxLength = Integer.MAX_VALUE;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        CommandLines.run(new Tokenize(), arguments);
    }

    @Override
    public Integer call() {
        Storage storage = Sessions.storage();
        Tokenizer ids = Tokenizer.fromJson(new String(storage.read(tokenizer), StandardCharsets.UTF_8));
        TextFiles.transform(
                storage,
                input,
                output,
                (number, line, out) -> out.write(Arrays.toString(ids.encode(line, maxLength)) + "\n"));
        spec.commandLine().getOut().println(output);
        return 0;
    }
}
