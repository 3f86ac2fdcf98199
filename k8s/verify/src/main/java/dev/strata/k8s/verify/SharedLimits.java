package dev.strata.k8s.verify;

import java.util.List;
import java.util.stream.Stream;

/** Gateways of several replicas enforce limits together, in a store that forgets none. */
record SharedLimits() implements Invariant {
    private static final String NAME = "shared limits";
    private static final String KEY = "STRATA_SHARED_REDIS_URL";

    @Override
    public Stream<Violation> violations(List<Manifest> overlay) {
        return Stream.concat(apart(overlay), forgetful(overlay));
    }

    private static Stream<Violation> apart(List<Manifest> overlay) {
        boolean areSeveral =
                overlay.stream()
                        .filter(object -> object.id().equals("StatefulSet/gateway"))
                        .anyMatch(gateway -> gateway.root().at("/spec/replicas").asInt() > 1);
        return overlay.stream()
                .filter(object -> areSeveral && object.id().startsWith("ConfigMap/gateway"))
                .filter(map -> !map.root().path("data").has(KEY))
                .map(map -> new Violation(NAME, map.id(), "expected " + KEY + ", got none"));
    }

    private static Stream<Violation> forgetful(List<Manifest> overlay) {
        return overlay.stream()
                .filter(object -> object.id().equals("StatefulSet/redis"))
                .flatMap(redis ->
                        Stream.of("--appendonly yes", "--maxmemory-policy noeviction")
                                .filter(word ->
                                        redis.containers()
                                                .noneMatch(container ->
                                                        container
                                                                .path("args")
                                                                .toString()
                                                                .contains(word)))
                                .map(word ->
                                        new Violation(
                                                NAME,
                                                redis.id(),
                                                "expected '" + word + "', got none")));
    }
}
