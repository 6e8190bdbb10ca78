package io.joyul.dllib;

import java.io.Serializable;

/**
 * Where a rank lives.
 *
 * @param host as the executor's block manager names it
 */
record Place(int rank, String host, String executor) implements Serializable {
    /** As Spark's scheduler wants a preference for an executor written. */
    String location() {
        return "executor_" + host + "_" + executor;
    }
}
