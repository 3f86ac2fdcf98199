package dev.strata.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One mesh for all tests that leave it as it was; ends with the last of them. */
final class SharedMesh implements BeforeAllCallback {
    private static Mesh mesh;

    static Mesh mesh() {
        return mesh;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(Mesh.class, _ -> start(), Mesh.class);
    }

    private static Mesh start() {
        try {
            Path home = Files.createDirectories(Path.of("target", "home").toAbsolutePath());
            mesh = Mesh.start(Files.createTempDirectory(home, "shared"));
            return mesh;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
