package io.joyul.stage;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.joyul.batch.World;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import io.joyul.train.ChromeTrace;
import io.joyul.train.ProfileTable;
import io.joyul.train.RankProfile;
import io.joyul.train.StepProfile;
import io.joyul.train.TrainState;
import io.joyul.train.TrainingPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;

/** Profiles on their way: each rank leaves a file, and the driver puts them together when the stage is done. */
public final class StepProfiles {
    /** The trace of all ranks, in the profile's folder. */
    public static final String TRACE = "trace.json";

    /** Counted from the first step of an attempt: by then code is compiled and caches are warm. */
    private static final int STEP = 20;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private StepProfiles() {}

    /** What times a rank's steps. */
    static StepProfile of(Storage storage, TrainingTask task, World world, TrainingPlan plan, TrainState start) {
        int left = plan.learningRate().totalSteps() - start.globalStep();
        if (!task.observation().isProfiled() || left == 0) {
            return StepProfile.off();
        }
        int which = Math.min(usual(start.globalStep(), plan.logEvery()), left);
        return StepProfile.ofStep(which, spans -> {
            RankProfile profile = new RankProfile(world.rank(), world.size(), start.globalStep() + which, spans);
            storage.writeAtomically(
                    Storage.child(task.observation().profile(), "rank-" + world.rank() + ".json"), bytes(profile));
        });
    }

    /** A step that measures no noise scale, as steps do that end a point of the curve. */
    private static int usual(int done, int logEvery) {
        return (done + STEP) % logEvery == 0 ? STEP + 1 : STEP;
    }

    /** Forgets what an earlier run left. */
    static void clear(Storage storage, TrainingTask task) {
        if (task.observation().isProfiled()) {
            storage.delete(task.observation().profile());
        }
    }

    /** Tells the table and writes the trace. */
    static void tell(Storage storage, TrainingTask task, Progress progress) {
        if (!task.observation().isProfiled()) {
            return;
        }
        String folder = task.observation().profile();
        List<RankProfile> all = storage.list(folder).stream()
                .filter(entry -> entry.name().matches("rank-\\d+\\.json"))
                .map(entry -> read(storage, entry.path()))
                .toList();
        // An attempt that failed may have had more ranks.
        int step = all.stream().mapToInt(RankProfile::globalStep).max().orElse(0);
        List<RankProfile> ranks = all.stream()
                .filter(rank -> rank.globalStep() == step)
                .sorted(Comparator.comparingInt(RankProfile::rank))
                .toList();
        if (ranks.isEmpty()) {
            progress.note("no step was left to profile");
            return;
        }
        ProfileTable.lines(ranks).forEach(progress::note);
        storage.writeAtomically(Storage.child(folder, TRACE), ChromeTrace.content(ranks));
    }

    private static byte[] bytes(RankProfile profile) {
        try {
            return MAPPER.writeValueAsBytes(profile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RankProfile read(Storage storage, String path) {
        try {
            return MAPPER.readValue(storage.read(path), RankProfile.class);
        } catch (IOException e) {
            throw new JoyulException(ErrorCode.FILE_CORRUPT, path + ": is not the profile of a rank", e);
        }
    }
}
