package io.joyul.collective;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** Chooses the group that a run file asks for. */
public final class Collectives {
    /** In place of a name: what suits the ranks. */
    public static final String AUTO = "auto";

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

    private static String suitable(Meeting meeting) {
        return meeting.world().size() == 1 ? LocalProvider.NAME : RingProvider.NAME;
    }
}
