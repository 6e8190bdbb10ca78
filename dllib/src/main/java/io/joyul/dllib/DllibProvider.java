package io.joyul.dllib;

import io.joyul.collective.Collective;
import io.joyul.collective.CollectiveProvider;
import io.joyul.collective.Meeting;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;

/** {@code dllib}: sums over Spark's block manager, for ranks that a {@link RankGroup} has started. */
public final class DllibProvider implements CollectiveProvider {
    static final String NAME = "dllib";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Collective connect(Meeting meeting) {
        RankThread.Meet meet = meeting.rendezvous()
                .find(RankThread.Meet.class)
                .orElseThrow(() -> new JoyulException(
                        ErrorCode.CONFIG_INVALID,
                        "training.collective is dllib, whose ranks the driver drives; these were started by something"
                                + " else"));
        return new DllibCollective(meeting.world(), meet.handOver());
    }
}
