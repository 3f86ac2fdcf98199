package dev.strata.router;

import dev.strata.router.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What the tiers can do, and how much they can read. */
final class CapabilityStep {

    /** Why no tier is left. */
    record Missing(Refusal kind, ReasonCode code, String words) {}

    private CapabilityStep() {}

    static Optional<Missing> narrow(
            Candidates candidates, Policy.Capability rules, RoutingRequest request) {
        candidates.keep(
                "capability",
                tier -> tier.capabilities().containsAll(request.needs()),
                request.needs().isEmpty()
                        ? "nothing special is needed"
                        : "needed: " + Candidates.sorted(request.needs()));
        if (candidates.isEmpty()) {
            return Optional.of(
                    new Missing(
                            Refusal.CAPABILITY_MISSING,
                            ReasonCode.CAPABILITY_MISSING,
                            "no tier that may answer can do what is needed: "
                                    + Candidates.sorted(request.needs())));
        }
        long bytes = bytes(request);
        TierProfile widest = candidates.largest();
        long tokens = tokens(rules, request, widest, bytes);
        int most = candidates.left().stream().mapToInt(TierProfile::contextTokens).max().orElse(0);
        candidates.keep(
                "capability",
                tier -> tokens(rules, request, tier, bytes) <= tier.contextTokens(),
                "about " + tokens + " tokens of prompt and answer");
        return candidates.isEmpty()
                ? Optional.of(
                        new Missing(
                                Refusal.CONTEXT_EXCEEDED,
                                ReasonCode.CONTEXT_EXCEEDED,
                                "prompt and answer are too long for the tiers that may answer: expected at most %d tokens, got about %d; shorten the prompt or lower max_tokens"
                                        .formatted(most, tokens)))
                : Optional.empty();
    }

    /** The UTF-8 bytes of all messages. */
    static long bytes(RoutingRequest request) {
        long bytes = 0;
        for (Message message : request.messages()) {
            bytes += message.content().getBytes(StandardCharsets.UTF_8).length;
        }
        return bytes;
    }

    private static long tokens(
            Policy.Capability rules, RoutingRequest request, TierProfile tier, long bytes) {
        return rules.promptTokens(tier.name(), bytes, request.messages().size())
                + request.maxTokens();
    }
}
