package io.joyul.collective;

/** Rings of connections that are proved and, where it is asked for, sealed. */
public final class RingProvider implements CollectiveProvider {
    static final String NAME = "ring";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Collective connect(Meeting meeting) {
        return RingCollective.connect(meeting);
    }
}
