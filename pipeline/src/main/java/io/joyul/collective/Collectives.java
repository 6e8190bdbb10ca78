package io.joyul.collective;

import io.joyul.batch.World;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.tensor.NcclBridge;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Chooses the group that a run file asks for. */
public final class Collectives {
    /** In place of a name: what suits the ranks. */
    public static final String AUTO = "auto";

    private static final String NO_NCCL = "";

    private Collectives() {}

    /**
     * Joins a group.
     *
     * @param name of a {@link CollectiveProvider}, or {@link #AUTO}
     * @throws JoyulException {@code CONFIG_INVALID} when there is no provider of that name, {@code RANK_LOST} when a rank
     *     does not come
     */
    public static Collective connect(String name, Meeting meeting) {
        String chosen = name.equals(AUTO) ? suitable(meeting) : name;
        SortedMap<String, CollectiveProvider> providers = new TreeMap<>();
        for (CollectiveProvider provider : ServiceLoader.load(CollectiveProvider.class)) {
            providers.put(provider.name(), provider);
        }
        CollectiveProvider provider = providers.get(chosen);
        if (provider == null) {
            throw new JoyulException(
                    ErrorCode.CONFIG_INVALID,
                    "training.collective is " + chosen + ", and the jars on the class path have "
                            + String.join(", ", providers.keySet())
                            + "; put the one that has it there, or choose one of these");
        }
        return provider.connect(meeting);
    }

    /** The name of what suits ranks that are all known to compute on their CPUs: they need not ask each other. */
    public static String onHosts(World world) {
        return world.size() == 1 ? LocalProvider.NAME : RingProvider.NAME;
    }

    private static String suitable(Meeting meeting) {
        boolean nccl = meeting.world().size() > 1 && allHaveNccl(meeting);
        return nccl ? NcclProvider.NAME : onHosts(meeting.world());
    }

    /** Whether every rank has NCCL and a GPU of its own; all ranks come to the same answer. */
    private static boolean allHaveNccl(Meeting meeting) {
        boolean mine = meeting.credentials().wire() == Wire.OPEN
                && !meeting.device().isHost()
                && NcclBridge.missing().isEmpty();
        // Ranks of one process may share a GPU, which NCCL refuses; to processes Spark gives none twice.
        String where = mine ? meeting.host() + "/" + ProcessHandle.current().pid() + "/" + meeting.device() : NO_NCCL;
        Set<String> all = new HashSet<>();
        for (byte[] other : meeting.rendezvous().exchange(where.getBytes(StandardCharsets.UTF_8))) {
            all.add(new String(other, StandardCharsets.UTF_8));
        }
        return all.size() == meeting.world().size() && !all.contains(NO_NCCL);
    }
}
