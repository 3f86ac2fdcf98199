package dev.strata.k8s.verify;

import static dev.strata.k8s.verify.Manifest.elements;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/**
 * Something that a container is told.
 *
 * @param key variable; empty for an argument
 */
record Setting(String key, String value) {

    /** What {@code container} is told by config maps, by its own variables and by arguments. */
    static Stream<Setting> of(JsonNode container, List<Manifest> overlay) {
        Stream<Setting> ofMaps =
                elements(container.path("envFrom"))
                        .map(from -> "ConfigMap/" + from.at("/configMapRef/name").asText())
                        .flatMap(id -> overlay.stream().filter(object -> object.id().equals(id)))
                        .flatMap(map -> map.root().path("data").properties().stream())
                        .map(entry -> new Setting(entry.getKey(), entry.getValue().asText()));
        Stream<Setting> own =
                elements(container.path("env"))
                        .map(one ->
                                new Setting(one.path("name").asText(), one.path("value").asText()));
        Stream<Setting> arguments =
                elements(container.path("args")).map(one -> new Setting("", one.asText()));
        return Stream.of(ofMaps, own, arguments).flatMap(settings -> settings);
    }
}
