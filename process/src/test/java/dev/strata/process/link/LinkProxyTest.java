package dev.strata.process.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkProxyTest {
    private final LinkProxy proxy = new LinkProxy(LinkState.GOOD);
    private ServerSocket echo;
    private ServerSocket link;

    @BeforeEach
    void open() throws IOException {
        echo = listening();
        link = listening();
        Thread.ofVirtual().start(() -> echo(echo));
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        proxy.serve(link, echo.getLocalPort());
                    } catch (IOException _) {
                        // It was closed.
                    }
                });
    }

    @AfterEach
    void close() throws IOException {
        link.close();
        echo.close();
    }

    private static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static void echo(ServerSocket server) {
        try {
            while (true) {
                Socket caller = server.accept();
                Thread.ofVirtual()
                        .start(() -> {
                            try (caller) {
                                caller.getInputStream().transferTo(caller.getOutputStream());
                            } catch (IOException _) {
                                // The caller is gone.
                            }
                        });
            }
        } catch (IOException _) {
            // It was closed.
        }
    }

    private Socket connected() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), link.getLocalPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    @Test
    void serve_aLink_passesBytesBothWays() throws IOException {
        try (Socket socket = connected()) {
            socket.getOutputStream().write(new byte[] {7, 8});

            assertEquals(7, socket.getInputStream().read());
            assertEquals(8, socket.getInputStream().read());
        }
    }

    @Test
    void serve_latency_isWaitedEachWay() throws IOException {
        proxy.set(new LinkState(60, 0, false));
        try (Socket socket = connected()) {
            // The state is looked at every few milliseconds: the first rounds may still be fast.
            long took = 0;
            long end = System.nanoTime() + 10_000_000_000L;
            while (took < 120_000_000 && System.nanoTime() < end) {
                long began = System.nanoTime();
                socket.getOutputStream().write(1);
                assertEquals(1, socket.getInputStream().read());
                took = System.nanoTime() - began;
            }

            assertTrue(took >= 120_000_000, "" + took);
        }
    }

    @Test
    void serve_cut_holdsBytesUntilItIsJoined() throws IOException {
        try (Socket socket = connected()) {
            socket.getOutputStream().write(1);
            assertEquals(1, socket.getInputStream().read());
            proxy.set(LinkState.GOOD.withCut(true));
            socket.setSoTimeout(500);
            socket.getOutputStream().write(2);
            assertThrows(
                    SocketTimeoutException.class,
                    () -> {
                        // What was under way when it was cut may still come.
                        while (socket.getInputStream().read() == 2) {
                            socket.getOutputStream().write(2);
                        }
                    });

            proxy.set(LinkState.GOOD);

            socket.setSoTimeout(10_000);
            assertEquals(2, socket.getInputStream().read());
        }
    }

    @Test
    void serve_reset_breaksTheConnection() throws IOException {
        try (Socket socket = connected()) {
            proxy.set(LinkState.GOOD.withFault(Fault.RESET));
            socket.getOutputStream().write(1);

            assertThrows(SocketException.class, () -> socket.getInputStream().read());
        }
    }

    @Test
    void serve_garbage_changesAnswersAlone() throws IOException {
        try (Socket socket = connected()) {
            proxy.set(LinkState.GOOD.withFault(Fault.GARBAGE));
            socket.getOutputStream().write(1);

            assertEquals(1 ^ 0xa5, socket.getInputStream().read());
        }
    }

    @Test
    void serve_short_losesTheLastBytesAndEnds() throws IOException {
        try (Socket socket = connected()) {
            proxy.set(LinkState.GOOD.withFault(Fault.SHORT));
            socket.getOutputStream().write(new byte[] {1, 2, 3, 4, 5});

            assertArrayEquals(new byte[] {1, 2}, socket.getInputStream().readAllBytes());
        }
    }

    @Test
    void serve_drip_passesAllBytes() throws IOException {
        try (Socket socket = connected()) {
            proxy.set(LinkState.GOOD.withFault(Fault.DRIP));
            socket.getOutputStream().write(new byte[100]);

            assertEquals(100, socket.getInputStream().readNBytes(100).length);
        }
    }

    @Test
    void link_lossOfAll_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> new LinkState(1, 1, false));
        assertThrows(IllegalArgumentException.class, () -> new LinkState(Double.NaN, 0, false));
        assertThrows(IllegalArgumentException.class, () -> LinkState.parse("1 2"));
    }
}
