package dev.strata.cli.run;

import dev.strata.models.Catalogue;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to run and where.
 *
 * @param state folder of lock, logs, reports, Kafka's log, spool and keys
 * @param models folder of the model files
 * @param cache folder of the imported models
 * @param catalogue what the tiers serve
 * @param catalogueFile where the tiers read it; empty for the bundled one
 * @param threads of each tier
 * @param grpcPort of the gateway
 * @param httpPort of the gateway
 * @param host that the gateway listens on
 * @param intakeKey public half of the intake key
 */
public record MeshSettings(
        Path state,
        Path models,
        Path cache,
        Catalogue catalogue,
        Optional<Path> catalogueFile,
        CoreSplit threads,
        PortWish grpcPort,
        PortWish httpPort,
        String host,
        Path intakeKey) {}
