package dev.strata.gateway.http;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** {@code GET /openapi.yaml}: everything over HTTP, as OpenAPI 3.1. Anyone may read it. */
@Path("/openapi.yaml")
public class ApiDocument {
    private static final String TEXT = read();

    /** The document. */
    @GET
    @Produces("application/yaml")
    @NonBlocking
    public String document() {
        return TEXT;
    }

    private static String read() {
        try (InputStream in = ApiDocument.class.getResourceAsStream("/openapi.yaml")) {
            return new String(
                    Objects.requireNonNull(in, "openapi.yaml is not in the jar").readAllBytes(),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.yaml cannot be read", e);
        }
    }
}
