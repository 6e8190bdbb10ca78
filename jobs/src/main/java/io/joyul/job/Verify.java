package io.joyul.job;

import io.joyul.checkpoint.Verification;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import io.joyul.tensor.Libtorch;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Holds a checkpoint against what another implementation computed from the same weights. */
@Command(
        name = "verify",
        description = "Compares a model's outputs, gradients and five AdamW steps with a reference file.")
public final class Verify implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "A checkpoint in the Hugging Face layout.")
    private String folder = "";

    @Option(
            names = "--reference",
            paramLabel = "FILE",
            description = "A safetensors file; without it " + Verification.REFERENCE + " in the folder.")
    private String reference = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        CommandLines.run(new Verify(), arguments);
    }

    @Override
    public Integer call() {
        Libtorch.prepare(1);
        String file = reference.isEmpty() ? Storage.child(folder, Verification.REFERENCE) : reference;
        List<Verification.Check> checks = Verification.run(Sessions.storage(), folder, file);
        PrintWriter out = spec.commandLine().getOut();
        for (Verification.Check check : checks) {
            out.printf(
                    "%-5s %s: differs by %.2e, the limit is %.0e%n",
                    check.holds() ? "holds" : "FAILS", check.what(), check.difference(), check.limit());
        }
        long failed = checks.stream().filter(check -> !check.holds()).count();
        if (failed > 0) {
            throw new JoyulException(
                    ErrorCode.VERIFY_FAILED,
                    folder + ": " + failed + " of " + checks.size() + " comparisons with " + file + " do not hold");
        }
        return 0;
    }
}
