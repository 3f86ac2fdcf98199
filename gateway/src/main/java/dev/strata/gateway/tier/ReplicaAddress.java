package dev.strata.gateway.tier;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where one process listens that runs tiers.
 *
 * @param authority {@code host:port} as it was configured: its certificate is for that host
 */
record ReplicaAddress(String authority, InetSocketAddress socket) {

    /** Finds what a name stands for. */
    @FunctionalInterface
    interface Names {
        /** The system's name service; blocks. */
        Names SYSTEM = host -> List.of(InetAddress.getAllByName(host));

        /** All addresses of {@code host}. */
        List<InetAddress> of(String host) throws UnknownHostException;
    }

    /** {@code address:port}, short enough for a label. */
    String label() {
        InetAddress address = socket.getAddress();
        String host = address.getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + socket.getPort();
    }

    /**
     * The parts of a tier's setting.
     *
     * @throws IllegalArgumentException where one is no {@code host:port}
     */
    static List<String> targets(String tier, String setting) {
        List<String> targets = new ArrayList<>();
        for (String part : setting.split(",", -1)) {
            String target = part.strip();
            int colon = target.lastIndexOf(':');
            if (colon < 1
                    || !target.substring(colon + 1).matches("\\d{1,5}")
                    || Integer.parseInt(target.substring(colon + 1)) > 65_535) {
                throw new IllegalArgumentException(
                        "strata.tiers.%s.endpoint is not valid: expected host:port, or several with commas between, got '%s'; correct it"
                                .formatted(tier, setting));
            }
            targets.add(target);
        }
        return targets;
    }

    /** Every address that {@code target}, a {@code host:port}, stands for. */
    static List<ReplicaAddress> resolve(String target, Names names) throws UnknownHostException {
        int colon = target.lastIndexOf(':');
        String host = target.substring(0, colon).replaceAll("^\\[|]$", "");
        int port = Integer.parseInt(target.substring(colon + 1));
        List<ReplicaAddress> addresses = new ArrayList<>();
        for (InetAddress address : names.of(host)) {
            addresses.add(new ReplicaAddress(target, new InetSocketAddress(address, port)));
        }
        return addresses;
    }
}
