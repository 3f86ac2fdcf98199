package dev.strata.cli.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkProxyTest {
    @TempDir private Path folder;

    private LinkControl control;
    private ServerSocket echo;
    private ServerSocket link;

    @BeforeEach
    void open() throws IOException {
        control = new LinkControl(folder.resolve("link.state"));
        control.set(new LinkState(0, 0, false));
        echo = listening();
        link = listening();
        Thread.ofVirtual().start(() -> echo(echo));
        LinkProxy proxy = new LinkProxy(control);
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
        control.set(new LinkState(60, 0, false));
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
            control.set(control.get().withCut(true));
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

            control.set(control.get().withCut(false));

            socket.setSoTimeout(10_000);
            assertEquals(2, socket.getInputStream().read());
        }
    }

    @Test
    void get_noLabRunning_saysHowToStartOne() {
        var failure =
                assertThrows(
                        UncheckedIOException.class,
                        () -> new LinkControl(folder.resolve("none")).get());

        assertTrue(failure.getMessage().contains("./strata lab --stay"), failure.getMessage());
    }

    @Test
    void link_lossOfAll_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> new LinkState(1, 1, false));
        assertThrows(IllegalArgumentException.class, () -> new LinkState(Double.NaN, 0, false));
        assertThrows(IllegalArgumentException.class, () -> LinkState.parse("1 2"));
    }
}
