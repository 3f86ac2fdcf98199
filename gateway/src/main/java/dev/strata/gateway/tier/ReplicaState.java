package dev.strata.gateway.tier;

/** One replica of a tier and how it stands now; reads anew each time it is asked. */
public final class ReplicaState {
    private final Seat seat;

    ReplicaState(Seat seat) {
        this.seat = seat;
    }

    /** Whose replica it is. */
    public String tier() {
        return seat.tier();
    }

    /** {@code address:port}. */
    public String replica() {
        return seat.label();
    }

    /** 0 closed, 1 half-open, 2 open. */
    public int breakerGauge() {
        return seat.breaker().gauge();
    }

    /** Requests that it works on or that wait there. */
    public int load() {
        return seat.load();
    }

    /** True where it answers, is ready and is not left out. */
    public boolean isIn() {
        return seat.isUp() && !seat.isOut() && seat.breaker().allows();
    }
}
