package io.joyul.job;

import java.io.Serial;

/** How a job fails whose process belongs to YARN; its message is all that {@code spark-submit} shows of it. */
final class JobFailed extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    JobFailed(int exitCode, String told) {
        // In these words schedulers look for it, such as Airflow's hook for spark-submit.
        super("exit code: " + exitCode + "\n" + told.strip());
    }
}
