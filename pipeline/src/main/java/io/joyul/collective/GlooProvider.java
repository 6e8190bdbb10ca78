package io.joyul.collective;

/** {@code gloo}: CPUs over TCP. */
public final class GlooProvider implements CollectiveProvider {
    static final String NAME = "gloo";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Collective connect(Meeting meeting) {
        return GlooCollective.connect(meeting.world(), meeting.host(), meeting.rendezvous(), meeting.timeout());
    }
}
