package dev.strata.gateway.face;

import dev.strata.router.policy.PriceList;
import dev.strata.router.settings.SettingsText;
import dev.strata.seal.PromotionKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Every file of settings in one folder, where a test may change it. */
public class ReloadProfile extends FaceProfile {
    static final Path FOLDER = Path.of("target/reload-test").toAbsolutePath();
    private static final Path BUNDLED = Path.of("src/test/resources");

    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.ofEntries(
                Map.entry("strata.policy.file", at("policy")),
                Map.entry("strata.cascade.calibration", at("calibration")),
                Map.entry("strata.prices.file", at("prices")),
                Map.entry("strata.tenants.file", at("tenants")),
                Map.entry("strata.tenants.keys-file", at("keys")),
                Map.entry("strata.rights.subject-keys-file", at("subject-keys")),
                Map.entry("strata.promotions.public-key", at("promotion-key")),
                Map.entry("strata.promotions.dir", at("promotions")),
                // For a test that lets a request wait.
                Map.entry("test.cold-start-wait.v1", "10m"),
                // A test looks when it wants to.
                Map.entry("strata.policy.reload-interval", "1h"),
                Map.entry("strata.cascade.reload-interval", "1h"),
                Map.entry("strata.prices.reload-interval", "1h"),
                Map.entry("strata.tenants.reload-interval", "1h"),
                Map.entry("strata.rights.reload-interval", "1h"),
                Map.entry("strata.promotions.reload-interval", "1h"));
    }

    static String at(String name) {
        return FOLDER.resolve(name).toString();
    }

    /** As they are at the start. */
    static void write() throws IOException {
        Files.createDirectories(FOLDER);
        put("policy", Files.readString(BUNDLED.resolve("policy-test.yaml")));
        put("calibration", Files.readString(BUNDLED.resolve("calibration-test.yaml")));
        put("prices", SettingsText.bundled(PriceList.class, "prices.yaml").text());
        put("tenants", Files.readString(BUNDLED.resolve("tenants-test.yaml")));
        put("keys", "");
        put("subject-keys", "1 " + "ab".repeat(32) + "\n");
        put("promotion-key", publicKey());
    }

    static void put(String name, String text) throws IOException {
        Files.writeString(FOLDER.resolve(name), text);
    }

    /** Another one each time. */
    static String publicKey() throws IOException {
        Path folder = Files.createTempDirectory("promotion-key");
        var _ = PromotionKeys.ensure(folder);
        return Files.readString(folder.resolve("promotion-public.pem"));
    }
}
