package dev.strata.gateway.http;

import dev.strata.gateway.cache.CacheMode;
import dev.strata.gateway.cache.Caching;
import dev.strata.gateway.chat.ChatCommand.Labels;
import dev.strata.router.Limits;
import dev.strata.router.RoutingRequest.Wishes;
import dev.strata.router.Sensitivity;
import dev.strata.router.policy.Objective;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a request says to Strata alone: the object {@code strata} of its body.
 *
 * @param privacyToken of an earlier answer; empty for none
 * @param conversationId may be empty
 * @param domain what it is about; may be empty
 */
public record StrataFields(
        Sensitivity sensitivity,
        Optional<Objective> objective,
        String privacyToken,
        String conversationId,
        String domain) {
    private static final int LONGEST_QUOTE = 40;
    private static final Set<String> KNOWN =
            new TreeSet<>(
                    List.of(
                            "sensitivity",
                            "objective",
                            "privacy_token",
                            "conversation_id",
                            "domain",
                            "profile",
                            "cost_ceiling",
                            "first_token_ms",
                            "quality_floor",
                            "cache",
                            "adapter"));

    /**
     * Reads it from the fields of a request's body. A name that is not known is refused, unlike
     * outside of it: a misspelt {@code sensitivity} must not read as none.
     */
    public static StrataFields of(Fields body) {
        return body.within("strata")
                .map(StrataFields::known)
                .map(strata ->
                        new StrataFields(
                                Sensitivity.of(strata.text("sensitivity", "")),
                                objective(strata),
                                strata.text("privacy_token", ""),
                                strata.text("conversation_id", ""),
                                strata.text("domain", "")))
                .orElseGet(() ->
                        new StrataFields(Sensitivity.UNSPECIFIED, Optional.empty(), "", "", ""));
    }

    private static Fields known(Fields strata) {
        strata.object()
                .fieldNames()
                .forEachRemaining(name -> {
                    if (!KNOWN.contains(name)) {
                        throw strata.wrong(
                                cut(name), "is unknown", "one of " + KNOWN, "another name");
                    }
                });
        return strata;
    }

    /** The profile and the limits that a request asks for. */
    static Wishes wishes(Fields body) {
        return body.within("strata").map(StrataFields::wishesOf).orElse(Wishes.NONE);
    }

    private static Wishes wishesOf(Fields strata) {
        Limits limits =
                new Limits(
                        limit(strata, "cost_ceiling", Double.MAX_VALUE),
                        limit(strata, "first_token_ms", Double.MAX_VALUE),
                        limit(strata, "quality_floor", 1));
        return new Wishes(strata.text("profile", ""), limits, 1, strata.text("adapter", ""));
    }

    /** What a request says of the cache. */
    static Caching caching(Fields body) {
        CacheMode mode =
                body.within("strata").map(StrataFields::cacheMode).orElse(CacheMode.UNSPECIFIED);
        return new Caching(mode, body.find("seed").isPresent(), 0);
    }

    private static CacheMode cacheMode(Fields strata) {
        String word = strata.text("cache", "");
        return CacheMode.of(word)
                .orElseThrow(() ->
                        strata.wrong(
                                "cache", "is unknown", "off, exact or semantic", quoted(word)));
    }

    private static double limit(Fields strata, String name, double most) {
        double value = strata.number(name, 0);
        if (!(value >= 0 && value <= most)) {
            throw strata.wrong(name, "is out of range", "0 to " + most, Double.toString(value));
        }
        return value;
    }

    /** The labels of a request from {@code subject}, which may be empty. */
    public Labels labels(String clientRequestId, String subject) {
        return new Labels(clientRequestId, conversationId, domain, subject, Optional.empty());
    }

    private static Optional<Objective> objective(Fields strata) {
        String word = strata.text("objective", "");
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "" -> Optional.empty();
            case "cost" -> Optional.of(Objective.COST);
            case "latency" -> Optional.of(Objective.LATENCY);
            case "quality" -> Optional.of(Objective.QUALITY);
            default ->
                    throw strata.wrong(
                            "objective", "is unknown", "cost, latency or quality", quoted(word));
        };
    }

    /** A caller's word in an error's words, cut where it is long. */
    public static String quoted(String word) {
        return "'" + cut(word) + "'";
    }

    private static String cut(String word) {
        return word.length() > LONGEST_QUOTE ? word.substring(0, LONGEST_QUOTE) + "…" : word;
    }
}
