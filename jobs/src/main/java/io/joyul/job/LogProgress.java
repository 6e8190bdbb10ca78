package io.joyul.job;

import io.joyul.stage.Progress;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what the terminal shows to the log, where it stands among what Spark has to say. */
final class LogProgress implements Progress {
    private static final Logger LOG = LoggerFactory.getLogger("io.joyul.progress");
    private static final long EVERY_NANOS = 5_000_000_000L;

    private volatile String stage = "";
    private volatile long next;

    @Override
    public void begin(String begun, String detail) {
        stage = begun;
        next = System.nanoTime();
        LOG.info("{}: {}", begun, detail);
    }

    @Override
    public void update(double done, String detail) {
        long now = System.nanoTime();
        if (now - next >= 0) {
            next = now + EVERY_NANOS;
            LOG.info("{}: {} {}", stage, String.format(Locale.ROOT, "%3d %%", (int) (100 * done)), detail);
        }
    }

    @Override
    public void end(String summary) {
        LOG.info("{}: done, {}", stage, summary);
    }

    @Override
    public void note(String line) {
        LOG.info("{}", line);
    }
}
