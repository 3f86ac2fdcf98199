package dev.strata.models;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A hub on loopback that gives one file and may hang up half way. */
final class FakeHub implements AutoCloseable {
    private final HttpServer server;
    private final byte[] content;
    private int cutsLeft;
    final List<String> ranges = new ArrayList<>();

    /**
     * @param cuts how many answers end half way
     */
    FakeHub(byte[] content, int cuts) throws IOException {
        this.content = content.clone();
        this.cutsLeft = cuts;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/model.gguf", this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/model.gguf");
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = 0;
        if (range != null) {
            ranges.add(range);
            from = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
        }
        byte[] body = Arrays.copyOfRange(content, from, content.length);
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, body.length);
        boolean cut = cutsLeft-- > 0;
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body, 0, cut ? body.length / 2 : body.length);
            out.flush();
        } catch (IOException _) {
            // Closing an answer that is not whole complains; the client sees the cut.
        } finally {
            exchange.close();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
