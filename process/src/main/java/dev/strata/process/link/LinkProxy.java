package dev.strata.process.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Passes connections on and makes their bytes late, or worse, as a {@link LinkState} says at each
 * moment. It knows nothing of what passes. Thread-safe.
 */
public final class LinkProxy {
    private static final int PIECE = 1400;
    private static final int PIECES_UNDER_WAY = 256;
    private static final long RETRANSMISSION_MILLIS = 200;
    private static final long LOOK_MILLIS = 20;

    private static final int DRIP_BYTES = 16;

    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private volatile LinkState state;

    /** Who asked, and who answers. */
    private record Connection(Socket from, Socket to) {}

    /** A link that is so until it is set otherwise. */
    public LinkProxy(LinkState state) {
        this.state = state;
    }

    /** Makes the link so, from the next piece on. */
    public void set(LinkState now) {
        state = now;
    }

    /**
     * Passes what {@code server} accepts on to {@code port} of this machine, until it is closed.
     *
     * @throws IOException when it is closed
     */
    public void serve(ServerSocket server, int port) throws IOException {
        while (true) {
            pass(server.accept(), port);
        }
    }

    /** Breaks every connection. */
    public void breakAll() {
        connections.forEach(connection -> {
            closeQuietly(connection.from());
            closeQuietly(connection.to());
        });
    }

    /** Ends the asking half of every connection: who answers hears that no more will be asked. */
    public void endRequests() {
        for (Connection connection : connections) {
            try {
                connection.to().shutdownOutput();
            } catch (IOException _) {
                // It is over.
            }
        }
    }

    private void pass(Socket from, int port) {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        Socket to = new Socket(InetAddress.getLoopbackAddress(), port);
                        from.setTcpNoDelay(true);
                        to.setTcpNoDelay(true);
                        Connection connection = new Connection(from, to);
                        connections.add(connection);
                        pump(connection, false);
                        pump(connection, true);
                    } catch (IOException _) {
                        closeQuietly(from);
                    }
                });
    }

    private record Piece(byte[] bytes, long dueNanos) {}

    private void pump(Connection connection, boolean answers) {
        Socket from = answers ? connection.to() : connection.from();
        Socket to = answers ? connection.from() : connection.to();
        BlockingQueue<Piece> underWay = new LinkedBlockingQueue<>(PIECES_UNDER_WAY);
        Thread.ofVirtual().start(() -> take(from, underWay));
        Thread.ofVirtual()
                .start(() -> {
                    give(from, to, underWay, answers);
                    closeQuietly(from);
                    closeQuietly(to);
                    connections.remove(connection);
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

    private void give(Socket from, Socket to, BlockingQueue<Piece> underWay, boolean answers) {
        try {
            OutputStream out = to.getOutputStream();
            for (Piece piece = underWay.take(); piece.bytes().length > 0; piece = underWay.take()) {
                TimeUnit.NANOSECONDS.sleep(piece.dueNanos() - System.nanoTime());
                while (state.cut()) {
                    pause(LOOK_MILLIS);
                }
                if (!passed(from, to, out, piece.bytes(), answers ? state.fault() : Fault.NONE)) {
                    return;
                }
            }
        } catch (IOException _) {
            // The same.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Passes a piece on; false where the connection is over. */
    private static boolean passed(
            Socket from, Socket to, OutputStream out, byte[] piece, Fault fault)
            throws IOException {
        switch (fault) {
            case NONE -> out.write(piece);
            case RESET -> {
                from.setSoLinger(true, 0);
                to.setSoLinger(true, 0);
                return false;
            }
            case GARBAGE -> {
                for (int i = 0; i < piece.length; i++) {
                    piece[i] ^= (byte) 0xa5;
                }
                out.write(piece);
            }
            case SHORT -> {
                out.write(piece, 0, piece.length - Math.min(3, piece.length));
                return false;
            }
            case DRIP -> {
                for (int at = 0; at < piece.length; at += DRIP_BYTES) {
                    out.write(piece, at, Math.min(DRIP_BYTES, piece.length - at));
                    out.flush();
                    pause(1);
                }
            }
        }
        out.flush();
        return true;
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
