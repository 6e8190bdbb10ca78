package io.joyul.job;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.stage.OutputLock;
import io.joyul.stage.Workspace;
import io.joyul.storage.Storage;
import io.joyul.tracking.MlflowServer;
import io.joyul.tracking.MlflowTarget;
import io.joyul.tracking.TrackingState;
import io.joyul.tracking.Unsent;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
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
        Workspace workspace = new Workspace(storage.absolute(output));
        // Asked first, for the lock would make the folder.
        target(storage, workspace.tracking());
        // A run sends what was kept as well.
        try (OutputLock lock = OutputLock.take(storage, workspace)) {
            send(storage, workspace.tracking());
        }
        return 0;
    }

    private static MlflowTarget target(Storage storage, String folder) {
        return TrackingState.read(storage, folder)
                .map(TrackingState::target)
                .orElseThrow(() -> new JoyulException(
                        ErrorCode.INPUT_NOT_FOUND,
                        folder + ": no run of this folder was tracked; give a run file the section tracking"));
    }

    /** Each to the server that missed it; one that is gone for good keeps no other from its own. */
    private void send(Storage storage, String tracking) {
        PrintWriter out = spec.commandLine().getOut();
        List<JoyulException> failures = new ArrayList<>();
        int all = 0;
        for (String folder : Unsent.folders(storage, tracking)) {
            try {
                MlflowTarget target = target(storage, folder);
                Optional<String> token = Trackers.token(target, storage, System.getenv());
                int sent = Unsent.send(storage, folder, () -> new MlflowServer(target, token, storage), out::println);
                if (sent > 0) {
                    out.println("%,d events sent to %s".formatted(sent, target.url()));
                }
                all += sent;
            } catch (JoyulException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            failures.stream().skip(1).forEach(also -> out.println(also.getMessage()));
            throw failures.get(0);
        }
        if (all == 0) {
            out.println("nothing was left to send");
        }
    }
}
