package io.joyul.job;

import io.joyul.config.PublishConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.evaluate.Gate;
import io.joyul.stage.Publication;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Whether a run's model is good enough to be published; exit code 3 when it is not. */
@Command(
        name = "gate",
        description = "Says whether the model of a run file is good enough to publish; exit code 3 if not.")
public final class CheckGate implements Callable<Integer> {
    @Mixin
    private RunFileOptions runFile = new RunFileOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        CommandLines.run(new CheckGate(), arguments);
    }

    @Override
    public Integer call() {
        RunFileOptions.ToPublish asked = runFile.loadToPublish(Sessions.storage());
        try (TerminalProgress progress = TerminalProgress.ofProcess();
                RunStages stages = new RunStages(asked.config(), progress)) {
            // A model that is not good enough is no failed run.
            stages.succeed();
            Gate gate = of(stages, asked.publish());
            print(gate);
            requireOpen(gate);
        }
        return 0;
    }

    static Gate of(RunStages stages, PublishConfig publish) {
        return Gate.of(
                publish,
                stages.recorded().evaluation().result().tuned(),
                new Publication(stages.plan().storage(), publish.to())
                        .rivalOf(stages.plan().evaluate().fingerprint())
                        .flatMap(last -> last.figure(publish.metric())));
    }

    /** @throws JoyulException {@code GATE_CLOSED} with each reason */
    static void requireOpen(Gate gate) {
        if (!gate.isOpen()) {
            throw new JoyulException(
                    ErrorCode.GATE_CLOSED,
                    "the model is not good enough to publish: " + String.join("; ", gate.reasons()));
        }
    }

    private void print(Gate gate) {
        PrintWriter out = spec.commandLine().getOut();
        if (json.isAsked()) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("gate", gate.isOpen() ? "open" : "closed");
            values.put("metric", gate.metric().label());
            values.put("value", gate.value());
            gate.threshold().ifPresent(threshold -> values.put("threshold", threshold));
            gate.published().ifPresent(published -> values.put("published", published));
            values.put("reasons", gate.reasons());
            JsonOption.print(out, values);
        } else {
            out.println("gate        " + (gate.isOpen() ? "open: " : "closed: ")
                    + gate.metric().label() + " " + Gate.shown(gate.value()));
        }
    }
}
