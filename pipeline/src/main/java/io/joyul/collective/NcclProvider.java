package io.joyul.collective;

/** {@code nccl}: GPUs, over what connects them. */
public final class NcclProvider implements CollectiveProvider {
    static final String NAME = "nccl";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Collective connect(Meeting meeting) {
        return NcclCollective.connect(meeting);
    }
}
