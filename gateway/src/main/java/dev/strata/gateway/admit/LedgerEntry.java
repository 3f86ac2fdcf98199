package dev.strata.gateway.admit;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;

/** One line of the ledger's file. Ends in a checksum: a line that was cut is no line. */
sealed interface LedgerEntry {
    /** Whose it is. */
    String tenant();

    /** So much is held for an attempt, until it is settled or {@code expiresMillis} has come. */
    record Held(long lease, String tenant, long tokens, double cost, long expiresMillis)
            implements LedgerEntry {}

    /** An attempt's lease is over; so much was used. */
    record Settled(long lease, String tenant, long tokens, double cost, long atMillis)
            implements LedgerEntry {}

    /** What was used up to here, in place of all lines before. */
    record Used(String tenant, long day, long dayTokens, long month, double monthCost)
            implements LedgerEntry {}

    /** The entry as a line, with its end. */
    default String line() {
        String text =
                switch (this) {
                    case Held h ->
                            "held %d %s %d %s %d"
                                    .formatted(
                                            h.lease(),
                                            h.tenant(),
                                            h.tokens(),
                                            h.cost(),
                                            h.expiresMillis());
                    case Settled s ->
                            "settled %d %s %d %s %d"
                                    .formatted(
                                            s.lease(),
                                            s.tenant(),
                                            s.tokens(),
                                            s.cost(),
                                            s.atMillis());
                    case Used u ->
                            "used %s %d %d %d %s"
                                    .formatted(
                                            u.tenant(),
                                            u.day(),
                                            u.dayTokens(),
                                            u.month(),
                                            u.monthCost());
                };
        return text + " " + checksum(text) + "\n";
    }

    /** Reads a line; empty where it was cut or damaged. */
    static Optional<LedgerEntry> parse(String line) {
        int last = line.lastIndexOf(' ');
        if (last < 0 || !checksum(line.substring(0, last)).equals(line.substring(last + 1))) {
            return Optional.empty();
        }
        String[] f = line.split(" ", -1);
        return Optional.of(
                switch (f[0]) {
                    case "held" ->
                            new Held(
                                    Long.parseLong(f[1]),
                                    f[2],
                                    Long.parseLong(f[3]),
                                    Double.parseDouble(f[4]),
                                    Long.parseLong(f[5]));
                    case "settled" ->
                            new Settled(
                                    Long.parseLong(f[1]),
                                    f[2],
                                    Long.parseLong(f[3]),
                                    Double.parseDouble(f[4]),
                                    Long.parseLong(f[5]));
                    case "used" ->
                            new Used(
                                    f[1],
                                    Long.parseLong(f[2]),
                                    Long.parseLong(f[3]),
                                    Long.parseLong(f[4]),
                                    Double.parseDouble(f[5]));
                    default ->
                            throw new IllegalArgumentException(
                                    "ledger's entry '%s' is unknown: expected one of this release; do not go back a release"
                                            .formatted(f[0]));
                });
    }

    private static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }
}
