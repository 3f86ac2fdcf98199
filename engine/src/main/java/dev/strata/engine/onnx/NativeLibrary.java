package dev.strata.engine.onnx;

import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** ONNX Runtime's shared libraries, unpacked once from the Java archive that carries them. */
final class NativeLibrary {
    private static final String MAIN = "libonnxruntime.so";
    private static final List<String> CUDA_PARTS =
            List.of("libonnxruntime_providers_shared.so", "libonnxruntime_providers_cuda.so");

    private NativeLibrary() {}

    /**
     * Unpacks the libraries below {@code folder} unless an earlier call of any process did.
     *
     * @return the main library; its parts lie beside it
     * @throws EngineException with RUNTIME where this platform has none or the disk refuses
     */
    static Path unpack(Path folder) {
        String resources = "/ai/onnxruntime/native/" + platform() + "/";
        URL main = NativeLibrary.class.getResource(resources + MAIN);
        if (main == null) {
            throw new EngineException(
                    EngineError.RUNTIME,
                    ("ONNX Runtime's library for platform '%s' is missing: expected it in the"
                                    + " onnxruntime archive on the class path, got none; run on"
                                    + " Linux x64 or aarch64")
                            .formatted(platform()));
        }
        Path target = folder.resolve("onnxruntime-" + platform() + "-" + fingerprint(main));
        try {
            Files.createDirectories(target);
            for (String part : CUDA_PARTS) {
                unpackOne(NativeLibrary.class.getResource(resources + part), target.resolve(part));
            }
            return unpackOne(main, target.resolve(MAIN));
        } catch (IOException e) {
            throw new EngineException(
                    EngineError.RUNTIME,
                    "folder '%s' cannot take ONNX Runtime's library: expected a writable disk, got %s; free space or name another folder"
                            .formatted(target, e),
                    e);
        }
    }

    private static Path unpackOne(@Nullable URL source, Path target) throws IOException {
        if (source == null || Files.exists(target)) {
            return target;
        }
        Path part = Files.createTempFile(target.getParent(), target.getFileName() + ".", ".part");
        try (InputStream in = source.openStream()) {
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        return target;
    }

    private static String fingerprint(URL main) {
        try {
            URLConnection connection = main.openConnection();
            if (connection instanceof JarURLConnection jar && jar.getJarEntry() != null) {
                return Long.toHexString(jar.getJarEntry().getCrc());
            }
            return connection.getContentLengthLong() + "b";
        } catch (IOException e) {
            throw new EngineException(
                    EngineError.RUNTIME, "ONNX Runtime's library cannot be read: " + e, e);
        }
    }

    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch");
        return (os.contains("linux") ? "linux" : os.replace(' ', '-'))
                + "-"
                + (arch.equals("amd64") ? "x64" : arch);
    }
}
