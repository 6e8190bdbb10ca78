package io.joyul.collective;

/** {@code local}: a group of one. */
public final class LocalProvider implements CollectiveProvider {
    static final String NAME = "local";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Collective connect(Meeting meeting) {
        if (meeting.world().size() != 1) {
            throw new IllegalArgumentException(
                    "a local group has one rank, not " + meeting.world().size());
        }
        return new LocalCollective();
    }
}
