package dev.strata.cli.home;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was measured on this machine, in {@code measurements.json} of the home folder.
 *
 * @param origin where the figures come from, in words
 * @param tiers by name
 */
public record Measurements(String origin, Map<String, Tier> tiers) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * A tier's model on its own.
     *
     * @param sha256 of the model's file
     * @param prefill tokens a second of a prompt of 512
     * @param decode tokens a second of one answer
     * @param residentBytes that the process grew by
     */
    public record Tier(String sha256, double prefill, double decode, long residentBytes) {}

    public Measurements {
        tiers = Map.copyOf(tiers);
    }

    /** The figures of {@code home}; none where nothing was measured, or the file is damaged. */
    public static Measurements read(Home home) {
        Path file = file(home);
        if (!Files.exists(file)) {
            return new Measurements(
                    "nothing was measured on this machine; ./strata bench engine measures",
                    Map.of());
        }
        try {
            JsonNode root = MAPPER.readTree(Files.readString(file));
            Map<String, Tier> tiers = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : root.path("tiers").properties()) {
                JsonNode tier = entry.getValue();
                if (tier.path("prefill").asDouble() > 0 && tier.path("decode").asDouble() > 0) {
                    tiers.put(
                            entry.getKey(),
                            new Tier(
                                    tier.path("sha256").asText(),
                                    tier.path("prefill").asDouble(),
                                    tier.path("decode").asDouble(),
                                    tier.path("resident_bytes").asLong()));
                }
            }
            return new Measurements(root.path("origin").asText(), tiers);
        } catch (IOException e) {
            return new Measurements(
                    "file '%s' cannot be read (%s); ./strata bench engine writes it anew"
                            .formatted(file, e.getClass().getSimpleName()),
                    Map.of());
        }
    }

    /** A tier's figures, where they are of the file with this SHA-256. */
    public Optional<Tier> of(String tier, String sha256) {
        return Optional.ofNullable(tiers.get(tier)).filter(of -> of.sha256().equals(sha256));
    }

    /** Writes the figures over those of the same tiers; the others stay. */
    public void write(Home home) {
        Map<String, Tier> all = new LinkedHashMap<>(read(home).tiers());
        all.putAll(tiers);
        ObjectNode root = MAPPER.createObjectNode().put("origin", origin);
        ObjectNode objects = root.putObject("tiers");
        all.forEach((name, tier) ->
                objects.putObject(name)
                        .put("sha256", tier.sha256())
                        .put("prefill", tier.prefill())
                        .put("decode", tier.decode())
                        .put("resident_bytes", tier.residentBytes()));
        Path file = file(home);
        try {
            Files.createDirectories(home.folder());
            Path fresh = Files.createTempFile(home.folder(), "measurements", ".json");
            Files.writeString(fresh, root.toPrettyString());
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static Path file(Home home) {
        return home.folder().resolve("measurements.json");
    }
}
