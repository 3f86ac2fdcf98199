package dev.strata.cli.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A network namespace for each side and a pair of virtual interfaces between them; another pair
 * leads from this machine to the public side. The cut is {@code ip link set down}.
 */
final class NamespaceClouds implements Clouds {
    private static final String LINK_PUBLIC = "10.213.77.1";
    private static final String LINK_PRIVATE = "10.213.77.2";
    private static final String OUTSIDE = "10.213.78.1";
    private static final String OUTSIDE_PUBLIC = "10.213.78.2";

    private final String name;

    private NamespaceClouds(String name) {
        this.name = name;
    }

    /**
     * Makes both, noted in {@code leftovers} before.
     *
     * @throws IllegalStateException with the system's words where it does not permit them
     */
    static NamespaceClouds create(Leftovers leftovers) {
        NamespaceClouds clouds =
                new NamespaceClouds("strata" + ProcessHandle.current().pid() % 100_000);
        for (Side side : Side.values()) {
            leftovers.namespace(clouds.space(side));
        }
        try {
            clouds.make();
            return clouds;
        } catch (RuntimeException e) {
            clouds.close();
            throw e;
        }
    }

    private void make() {
        for (Side side : Side.values()) {
            ip("netns", "add", space(side));
            ip("-n", space(side), "link", "set", "lo", "up");
        }
        pair(name + "p", Side.PUBLIC, LINK_PUBLIC, name + "q", Side.PRIVATE, LINK_PRIVATE);
        ip("link", "add", name + "o", "type", "veth", "peer", "name", name + "i");
        ip("link", "set", name + "i", "netns", space(Side.PUBLIC));
        ip("addr", "add", OUTSIDE + "/30", "dev", name + "o");
        ip("link", "set", name + "o", "up");
        up(Side.PUBLIC, name + "i", OUTSIDE_PUBLIC);
    }

    private void pair(
            String left,
            Side leftSide,
            String leftAt,
            String right,
            Side rightSide,
            String rightAt) {
        ip("link", "add", left, "type", "veth", "peer", "name", right);
        ip("link", "set", left, "netns", space(leftSide));
        ip("link", "set", right, "netns", space(rightSide));
        up(leftSide, left, leftAt);
        up(rightSide, right, rightAt);
    }

    private void up(Side side, String device, String address) {
        ip("-n", space(side), "addr", "add", address + "/30", "dev", device);
        ip("-n", space(side), "link", "set", device, "up");
    }

    private String space(Side side) {
        return name + "-" + side.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public List<String> on(Side side, List<String> command) {
        List<String> inside = new ArrayList<>(List.of("ip", "netns", "exec", space(side)));
        inside.addAll(command);
        return inside;
    }

    @Override
    public String privateAddress() {
        return LINK_PRIVATE;
    }

    @Override
    public String publicAddress() {
        return OUTSIDE_PUBLIC;
    }

    @Override
    public String outsideAddress() {
        return OUTSIDE;
    }

    @Override
    public void cut() {
        ip("-n", space(Side.PRIVATE), "link", "set", name + "q", "down");
    }

    @Override
    public void join() {
        ip("-n", space(Side.PRIVATE), "link", "set", name + "q", "up");
    }

    @Override
    public String words() {
        return "two network namespaces and a pair of interfaces between them, one of which is set down";
    }

    /** Interfaces go with their namespaces. */
    @Override
    public void close() {
        for (Side side : Side.values()) {
            try {
                ip("netns", "del", space(side));
            } catch (IllegalStateException _) {
                // It was never made.
            }
        }
    }

    private static void ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(
                        "'%s' failed: expected exit status 0, got %d: %s"
                                .formatted(
                                        String.join(" ", command),
                                        process.exitValue(),
                                        said.strip()));
            }
        } catch (IOException e) {
            throw new IllegalStateException("program 'ip' cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while 'ip' ran", e);
        }
    }
}
