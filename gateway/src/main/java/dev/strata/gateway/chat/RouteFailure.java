package dev.strata.gateway.chat;

import dev.strata.gateway.error.ErrorReason;
import dev.strata.gateway.error.Failure;
import dev.strata.gateway.error.GatewayException;
import dev.strata.router.Refusal;
import dev.strata.router.Route;
import java.time.Duration;
import java.util.Optional;

/** What a request is told that has no route. */
final class RouteFailure {
    private RouteFailure() {}

    static Failure of(Mesh mesh, ChatCommand command, Route.Refuse route) {
        boolean mayComeUp =
                mesh.isSilent(command.model())
                        || (route.kind() == Refusal.PRIVACY_FORBIDS && mesh.anySilent());
        if (mayComeUp) {
            return Failure.retry(
                    ErrorReason.TIERS_UNAVAILABLE,
                    "a tier that may answer has not started yet: " + route.reason(),
                    Duration.ofSeconds(1));
        }
        return switch (route.kind()) {
            case UNKNOWN_MODEL ->
                    new Failure(
                            ErrorReason.UNKNOWN_MODEL,
                            "model '%s' is unknown: %s".formatted(command.model(), route.reason()),
                            "model",
                            Optional.empty());
            case UNKNOWN_PROFILE -> Failure.field("profile", route.reason());
            case LIMITS_UNMET -> Failure.of(ErrorReason.CAPABILITY_MISSING, route.reason());
            case POLICY_FORBIDS -> Failure.of(ErrorReason.PERMISSION_DENIED, route.reason());
            case PERMISSION -> Failure.of(ErrorReason.PERMISSION_DENIED, route.reason());
            case PRIVACY_FORBIDS -> Failure.of(ErrorReason.PRIVACY_FORBIDS, route.reason());
            case CONTEXT_EXCEEDED ->
                    new Failure(
                            ErrorReason.CONTEXT_EXCEEDED,
                            route.reason(),
                            "messages",
                            Optional.empty());
            case CAPABILITY_MISSING -> Failure.of(ErrorReason.CAPABILITY_MISSING, route.reason());
            case UNAVAILABLE ->
                    Failure.retry(
                            ErrorReason.TIERS_UNAVAILABLE, route.reason(), Duration.ofSeconds(1));
        };
    }

    static GatewayException noTier() {
        return Failure.retry(
                        ErrorReason.TIERS_UNAVAILABLE,
                        "no tier has started yet: expected at least one; come again shortly",
                        Duration.ofSeconds(1))
                .exception();
    }
}
