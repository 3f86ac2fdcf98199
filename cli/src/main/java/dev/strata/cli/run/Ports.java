package dev.strata.cli.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** TCP ports of this machine. */
public final class Ports {
    private Ports() {}

    /** True where this process can listen on {@code port} of loopback and of all interfaces. */
    public static boolean isFree(int port) {
        return canBind(new InetSocketAddress(port))
                && canBind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /**
     * Checks that {@code host} is an address that this process can listen on.
     *
     * @throws IllegalArgumentException where it is not
     */
    static void requireOwn(String host) {
        if (!canBind(new InetSocketAddress(host, 0))) {
            throw new IllegalArgumentException(
                    "host '%s' cannot be listened on: expected an address of this machine, such as 127.0.0.1 or 0.0.0.0, got another; correct --host"
                            .formatted(host));
        }
    }

    private static boolean canBind(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
