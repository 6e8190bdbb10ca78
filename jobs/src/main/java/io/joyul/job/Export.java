package io.joyul.job;

import io.joyul.export.Exported;
import io.joyul.export.HuggingFaceFolder;
import io.joyul.export.OnnxFolder;
import io.joyul.storage.Storage;
import io.joyul.text.TextNormaliser.Step;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes the model out of a checkpoint, for transformers or for a runtime that serves it. */
@Command(name = "export", description = "Writes a checkpoint's model for others: the Hugging Face layout, or ONNX.")
public final class Export implements Callable<Integer> {
    /** What is written. */
    enum Format {
        HUGGING_FACE,
        ONNX;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Option(
            names = "--checkpoint",
            required = true,
            paramLabel = "DIR",
            description = "A checkpoint, or the output folder of a run; for ONNX a model in the Hugging Face layout"
                    + " too.")
    private String checkpoint = "";

    @Option(names = "--to", required = true, paramLabel = "DIR", description = "The folder to write to.")
    private String target = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "hugging-face",
            description = "hugging-face, which transformers opens, or onnx, for ONNX Runtime and servers with it"
                    + " (default: ${DEFAULT-VALUE}).")
    private Format format = Format.HUGGING_FACE;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        CommandLines.run(new Export(), arguments);
    }

    @Override
    public Integer call() {
        Storage storage = Sessions.storage();
        String from = ModelFolder.of(storage, checkpoint);
        Exported exported = switch (format) {
            case HUGGING_FACE -> HuggingFaceFolder.write(storage, from, target);
            case ONNX -> OnnxFolder.write(storage, from, target, Version.joyul());
        };
        for (String file : exported.files()) {
            spec.commandLine().getOut().println(Storage.child(target, file));
        }
        if (!exported.missing().isEmpty()) {
            spec.commandLine().getErr().println(Export.left(exported.missing()));
        }
        return 0;
    }

    /** What somebody who serves the model has to do himself. */
    static String left(Set<Step> missing) {
        String steps = missing.stream().map(Step::label).sorted().collect(Collectors.joining(","));
        return "note: tokenizer.json cannot say " + steps
                + " of preprocess.normalise; who serves the model has to do it"
                + " to each text first, as joyul_normalise(text, '" + steps + "') does";
    }
}
