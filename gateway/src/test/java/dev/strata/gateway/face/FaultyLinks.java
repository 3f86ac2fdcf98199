package dev.strata.gateway.face;

import dev.strata.process.link.LinkProxy;
import dev.strata.process.link.LinkState;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;

/**
 * Links between the gateway and fake tiers that can be made to fail: v1 has one replica behind a
 * link, v2 one behind a link and one that is always well.
 */
@Singleton
@Alternative
public class FaultyLinks {
    private final FakeTiers fakes;
    private final Map<String, Link> links;

    FaultyLinks(FakeTiers fakes) {
        this.fakes = fakes;
        this.links =
                Map.of(
                        "v1", new Link(fakes.tier("v1").port()),
                        "v2", new Link(fakes.tier("v2").port()));
    }

    Link of(String tier) {
        return links.get(tier);
    }

    String endpoints(String tier) {
        return switch (tier) {
            case "v1" -> of("v1").address();
            case "v2" -> of("v2").address() + "," + fakes.tier("v2b").endpoint();
            default -> fakes.tier(tier).endpoint();
        };
    }

    @PreDestroy
    void stop() {
        links.values().forEach(Link::close);
    }

    /** One link, to a port of this machine. */
    static final class Link implements AutoCloseable {
        private final LinkProxy proxy = new LinkProxy(LinkState.GOOD);
        private final int to;
        private ServerSocket server;

        Link(int to) {
            this.to = to;
            open(0);
        }

        private void open(int port) {
            try {
                ServerSocket fresh = new ServerSocket();
                fresh.setReuseAddress(true);
                fresh.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
                server = fresh;
                Thread.ofVirtual().start(() -> serve(fresh));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void serve(ServerSocket open) {
            try {
                proxy.serve(open, to);
            } catch (IOException _) {
                // It was closed.
            }
        }

        int port() {
            return server.getLocalPort();
        }

        String address() {
            return "127.0.0.1:" + port();
        }

        void set(LinkState state) {
            proxy.set(state);
        }

        /** Takes no more connections and breaks those that there are. */
        void refuse() {
            close();
            proxy.breakAll();
        }

        /** The peer hears that whoever asks will send no more. */
        void endRequests() {
            proxy.endRequests();
        }

        void heal() {
            proxy.set(LinkState.GOOD);
            if (server.isClosed()) {
                open(server.getLocalPort());
            }
        }

        @Override
        public void close() {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
