package dev.strata.cli.lab;

import dev.strata.process.ParentPipe;
import dev.strata.process.ReadyReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The link's own process: passes connections on and makes their bytes late, as a {@link
 * LinkControl} says at each moment. It knows nothing of what passes: both ends speak TLS.
 */
public final class LinkProxy {
    private static final int PIECE = 1400;
    private static final int PIECES_UNDER_WAY = 256;
    private static final long RETRANSMISSION_MILLIS = 200;
    private static final long LOOK_MILLIS = 20;

    private final LinkControl control;
    private volatile LinkState state;

    LinkProxy(LinkControl control) {
        this.control = control;
        this.state = control.get();
    }

    /** Arguments: address to listen on, port to pass on to (of this side), control file. */
    public static void main(String[] arguments) throws IOException {
        ParentPipe.watch(System.in, () -> System.exit(0));
        LinkProxy proxy = new LinkProxy(new LinkControl(Path.of(arguments[2])));
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName(arguments[0]))) {
            ReadyReport.ofThisProcess("link", Map.of("link", server.getLocalPort()))
                    .write(Path.of(System.getenv("STRATA_PROCESS_READY_FILE")));
            proxy.serve(server, Integer.parseInt(arguments[1]));
        }
    }

    /**
     * Passes what {@code server} accepts on to {@code port} of this machine, until it is closed.
     */
    void serve(ServerSocket server, int port) throws IOException {
        Thread.ofPlatform().daemon().name("link-state").start(() -> watch(server));
        while (true) {
            pass(server.accept(), port);
        }
    }

    private void watch(ServerSocket server) {
        while (!server.isClosed()) {
            state = control.get();
            pause(LOOK_MILLIS);
        }
    }

    private void pass(Socket from, int port) {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        Socket to = new Socket(InetAddress.getLoopbackAddress(), port);
                        from.setTcpNoDelay(true);
                        to.setTcpNoDelay(true);
                        pump(from, to);
                        pump(to, from);
                    } catch (IOException _) {
                        closeQuietly(from);
                    }
                });
    }

    private record Piece(byte[] bytes, long dueNanos) {}

    private void pump(Socket from, Socket to) {
        BlockingQueue<Piece> underWay = new LinkedBlockingQueue<>(PIECES_UNDER_WAY);
        Thread.ofVirtual().start(() -> take(from, underWay));
        Thread.ofVirtual()
                .start(() -> {
                    give(to, underWay);
                    closeQuietly(from);
                    closeQuietly(to);
                });
    }

    private void take(Socket from, BlockingQueue<Piece> underWay) {
        byte[] buffer = new byte[PIECE];
        try {
            InputStream in = from.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                LinkState now = state;
                double late = now.latencyMillis();
                if (ThreadLocalRandom.current().nextDouble() < now.loss()) {
                    late += RETRANSMISSION_MILLIS;
                }
                byte[] bytes = Arrays.copyOf(buffer, read);
                underWay.put(new Piece(bytes, System.nanoTime() + (long) (late * 1e6)));
            }
        } catch (IOException _) {
            // The other end is gone: the end below says so.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        end(underWay);
    }

    /** Where nobody takes pieces any more, there is nobody to tell. */
    private static void end(BlockingQueue<Piece> underWay) {
        try {
            var _ = underWay.offer(new Piece(new byte[0], System.nanoTime()), 1, TimeUnit.MINUTES);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void give(Socket to, BlockingQueue<Piece> underWay) {
        try {
            OutputStream out = to.getOutputStream();
            for (Piece piece = underWay.take(); piece.bytes().length > 0; piece = underWay.take()) {
                TimeUnit.NANOSECONDS.sleep(piece.dueNanos() - System.nanoTime());
                while (state.cut()) {
                    pause(LOOK_MILLIS);
                }
                out.write(piece.bytes());
                out.flush();
            }
        } catch (IOException _) {
            // The same.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is closed.
        }
    }
}
