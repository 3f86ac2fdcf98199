package dev.strata.cli.bench;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What an outage cost.
 *
 * @param accepted requests whose caller had an answer
 * @param durable events that were forced to disk
 * @param inInput events in the dataset's input
 * @param lost durable and not in the input
 * @param duplicated in the input more than once
 * @param atRisk accepted and not durable when the gateway was killed
 */
record OutageTally(int accepted, int durable, int inInput, int lost, int duplicated, int atRisk) {

    /**
     * Compares ids.
     *
     * @param accepted of all answered requests
     * @param acceptedAtKill of those answered when the gateway was killed
     * @param durableAtKill as logged until then
     * @param durable as logged, all
     * @param input in the order of the dataset's input
     */
    static OutageTally of(
            Set<String> accepted,
            Set<String> acceptedAtKill,
            Set<String> durableAtKill,
            Set<String> durable,
            List<String> input) {
        Set<String> distinct = new HashSet<>(input);
        Set<String> lost = new HashSet<>(durable);
        lost.removeAll(distinct);
        Set<String> atRisk = new HashSet<>(acceptedAtKill);
        atRisk.removeAll(durableAtKill);
        return new OutageTally(
                accepted.size(),
                durable.size(),
                distinct.size(),
                lost.size(),
                input.size() - distinct.size(),
                atRisk.size());
    }

    OutageTally plus(OutageTally other) {
        return new OutageTally(
                accepted + other.accepted,
                durable + other.durable,
                inInput + other.inInput,
                lost + other.lost,
                duplicated + other.duplicated,
                atRisk + other.atRisk);
    }

    /** Whether every durable event is in the input exactly once. */
    boolean isWhole() {
        return durable > 0 && lost == 0 && duplicated == 0;
    }
}
