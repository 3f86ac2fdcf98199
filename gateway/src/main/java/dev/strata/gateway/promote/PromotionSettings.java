package dev.strata.gateway.promote;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How promotions of the router are taken. */
@ConfigMapping(prefix = "strata.promotions")
public interface PromotionSettings {
    /** Where this gateway runs; follows {@code strata.zone}. */
    @WithDefault("${strata.zone:public}")
    String zone();

    /** The public half of the key that promotions are signed with; missing: none is taken. */
    Optional<Path> publicKey();

    /** How often that file is looked at. */
    @WithDefault("2s")
    Duration reloadInterval();

    /** Folder in which this gateway remembers how far it is; of this gateway alone. */
    @WithDefault("${strata.home:${user.home}/.strata}/state/gateway/promotions")
    Path dir();

    /** How long each stage (1%, 5%, 25%, all of the requests) lasts at least. */
    @WithDefault("1h")
    Duration stageTime();

    /** How many requests each stage needs at least. */
    @WithDefault("500")
    int stageRequests();
}
