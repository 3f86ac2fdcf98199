package dev.strata.gateway.face;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;

/** The operators' port, with files that may be changed. */
public class AdminProfile extends ReloadProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
        settings.put("strata.console.port", "0");
        settings.put("strata.console.key-file", at("console-key"));
        settings.put("strata.console.reload-interval", "1h");
        try {
            Files.deleteIfExists(FOLDER.resolve("console-key"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return settings;
    }
}
