package io.joyul.collective;

/** How what ranks send each other looks to others on the network. */
public enum Wire {
    /** As it is, on a network of the run's own: groups that authenticate nobody will do as well. */
    OPEN,
    /** As it is. Who joins has proved the run's secret, but whoever sits in between can read and change it. */
    CLEAR,
    /** TLS 1.3, each rank with a certificate of its own that is good for this attempt only. */
    TLS
}
