package dev.strata.engine.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.strata.engine.EngineError;
import dev.strata.engine.EngineException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The door to the native tokenizers library of DJL.
 *
 * <p>Its shared object is in the jar and is unpacked to {@code cache/native} of {@code STRATA_HOME}
 * (default {@code ~/.strata}), or to a temporary folder where that cannot be written. Nothing is
 * downloaded and nothing is reported to anybody.
 */
final class NativeTokenizers {
    private static final Map<String, String> OPTIONS =
            Map.of(
                    "addSpecialTokens", "false",
                    "truncation", "false",
                    "padding", "false",
                    "modelMaxLength", String.valueOf(Integer.MAX_VALUE),
                    "maxLength", String.valueOf(Integer.MAX_VALUE));

    static {
        setUnlessPresent("ai.djl.offline", "true");
        setUnlessPresent("OPT_OUT_TRACKING", "true");
        if (System.getenv("ENGINE_CACHE_DIR") == null
                && System.getProperty("ENGINE_CACHE_DIR") == null) {
            System.setProperty("ENGINE_CACHE_DIR", cache().toString());
        }
    }

    private NativeTokenizers() {}

    static HuggingFaceTokenizer load(String json) {
        try (var in = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8))) {
            return HuggingFaceTokenizer.newInstance(in, OPTIONS);
        } catch (IOException | RuntimeException | UnsatisfiedLinkError e) {
            throw new EngineException(
                    EngineError.RUNTIME,
                    "tokenizer cannot be loaded: expected the native tokenizers library to read it,"
                            + " got '"
                            + e.getMessage()
                            + "'; check the platform and the free space of the cache folder",
                    e);
        }
    }

    private static Path cache() {
        var home = System.getenv("STRATA_HOME");
        var folder =
                (home == null || home.isBlank()
                                ? Path.of(System.getProperty("user.home"), ".strata")
                                : Path.of(home))
                        .resolve("cache")
                        .resolve("native");
        try {
            Files.createDirectories(folder);
            if (Files.isWritable(folder)) {
                return folder;
            }
        } catch (IOException _) {
            // A read-only home is no error: the library then goes to a temporary folder.
        }
        try {
            return Files.createTempDirectory("strata-native");
        } catch (IOException e) {
            throw new UncheckedIOException("no folder to unpack the tokenizers library to", e);
        }
    }

    private static void setUnlessPresent(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }
}
