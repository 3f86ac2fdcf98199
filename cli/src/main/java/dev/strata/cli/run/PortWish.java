package dev.strata.cli.run;

import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Which port the gateway is to listen on.
 *
 * @param name e.g. {@code gRPC}
 * @param option that chooses it, e.g. {@code --port}
 * @param wanted 0 where the user named none
 * @param usual taken then where it is free; 0 to take any
 */
public record PortWish(String name, String option, int wanted, int usual) {
    /** Any free port. */
    public static final PortWish ANY = new PortWish("", "", 0, 0);

    private static final int MOST = 65_535;

    /**
     * Looks whether it can be had, long before it is needed.
     *
     * @return what the user should know; empty where the port will be as expected
     * @throws IllegalStateException where the named port is none, or in use
     */
    Optional<String> check(IntPredicate isFree) {
        if (wanted < 0 || wanted > MOST) {
            throw new IllegalStateException(
                    "%s port '%d' is no port: expected 1 to %d, got %d; correct %s"
                            .formatted(name, wanted, MOST, wanted, option));
        }
        if (wanted != 0 && !isFree.test(wanted)) {
            throw new IllegalStateException(
                    "%s port '%d' is in use: expected a free port, got one that another process listens on; choose another with %s, or leave it out for a free one"
                            .formatted(name, wanted, option));
        }
        return wanted != 0 || isFree.test(usual)
                ? Optional.empty()
                : Optional.of(
                        "%s port %d is in use by another process; taking a free one (%s chooses)"
                                .formatted(name, usual, option));
    }

    /** The port to bind now; 0 for any free one. */
    int port(IntPredicate isFree) {
        if (wanted != 0) {
            return wanted;
        }
        return isFree.test(usual) ? usual : 0;
    }
}
