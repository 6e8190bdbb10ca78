package io.joyul.job;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.stage.Workspace;
import io.joyul.storage.Storage;
import io.joyul.tracking.MlflowServer;
import io.joyul.tracking.MlflowTarget;
import io.joyul.tracking.TrackingState;
import io.joyul.tracking.Unsent;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends what a tracking server missed while it was down. The next run of the same output does so too. */
@Command(name = "tracking", description = "Sends a tracking server what it missed of the runs of an output folder.")
public final class Tracking implements Callable<Integer> {
    @Parameters(paramLabel = "OUTPUT", description = "The output folder of a run file.")
    private String output = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        CommandLines.run(new Tracking(), arguments);
    }

    @Override
    public Integer call() {
        Storage storage = Sessions.storage();
        PrintWriter out = spec.commandLine().getOut();
        String folder = new Workspace(storage.absolute(output)).tracking();
        MlflowTarget target = TrackingState.read(storage, folder)
                .map(TrackingState::target)
                .orElseThrow(() -> new JoyulException(
                        ErrorCode.INPUT_NOT_FOUND,
                        folder + ": no run of this folder was tracked; give a run file the section tracking"));
        Optional<String> token = Trackers.token(target, storage, System.getenv());
        int sent = Unsent.send(storage, folder, () -> new MlflowServer(target, token, storage), out::println);
        out.println(sent == 0 ? "nothing was left to send" : "%,d events sent to %s".formatted(sent, target.url()));
        return 0;
    }
}
