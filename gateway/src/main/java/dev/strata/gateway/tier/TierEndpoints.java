package dev.strata.gateway.tier;

import io.grpc.ChannelCredentials;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The processes that run tiers, one channel to each, found by the addresses of configured names.
 * Thread-safe.
 */
final class TierEndpoints implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TierEndpoints.class);

    private final ReplicaAddress.Names names;
    private final int maxMessageBytes;
    private final ChannelCredentials credentials;
    private final EventLoops loops;
    private final Map<String, List<ReplicaAddress>> known = new TreeMap<>();
    private final Set<String> lost = new HashSet<>();
    private final Map<ReplicaAddress, TierEndpoint> endpoints = new HashMap<>();
    private boolean closed;

    TierEndpoints(
            ReplicaAddress.Names names,
            int maxMessageBytes,
            ChannelCredentials credentials,
            EventLoops loops) {
        this.loops = loops;
        this.names = names;
        this.maxMessageBytes = maxMessageBytes;
        this.credentials = credentials;
    }

    /**
     * Asks for the addresses of {@code targets}; blocks. A name that is not found stays as it was.
     */
    void resolve(Collection<String> targets) {
        Map<String, List<ReplicaAddress>> found = new HashMap<>();
        for (String target : targets) {
            try {
                found.put(target, ReplicaAddress.resolve(target, names));
            } catch (UnknownHostException _) {
                // Looked for again at the next time.
            }
        }
        // Not under this object's lock: a channel that ends calls back into who holds others.
        take(targets, found).forEach(TierEndpoint::retire);
    }

    /** Gives the endpoints that are gone. */
    private synchronized List<TierEndpoint> take(
            Collection<String> targets, Map<String, List<ReplicaAddress>> found) {
        for (String target : targets) {
            if (found.containsKey(target)) {
                lost.remove(target);
            } else if (lost.add(target)) {
                LOG.warnf("the tiers' address '%s' is not found; what is known stays", target);
            }
        }
        known.putAll(found);
        Set<ReplicaAddress> now =
                known.values().stream().flatMap(List::stream).collect(Collectors.toSet());
        List<TierEndpoint> gone =
                endpoints.values().stream()
                        .filter(endpoint -> !now.contains(endpoint.address()))
                        .toList();
        gone.forEach(endpoint -> endpoints.remove(endpoint.address()));
        for (ReplicaAddress address : now) {
            if (!closed) {
                endpoints.computeIfAbsent(
                        address, at -> new TierEndpoint(at, maxMessageBytes, credentials, loops));
            }
        }
        return gone;
    }

    /** The endpoints of these targets, each once. */
    synchronized List<TierEndpoint> of(List<String> targets) {
        return targets.stream()
                .flatMap(target -> known.getOrDefault(target, List.of()).stream())
                .distinct()
                .flatMap(address -> Stream.ofNullable(endpoints.get(address)))
                .toList();
    }

    /** Why there are no endpoints of these targets. */
    synchronized String problem(List<String> targets) {
        return targets.stream()
                .filter(lost::contains)
                .findFirst()
                .map("its address '%s' is not found"::formatted)
                .orElse("it has not answered yet");
    }

    synchronized List<TierEndpoint> all() {
        return List.copyOf(endpoints.values());
    }

    @Override
    public void close() {
        end().forEach(TierEndpoint::close);
    }

    private synchronized List<TierEndpoint> end() {
        closed = true;
        return all();
    }
}
