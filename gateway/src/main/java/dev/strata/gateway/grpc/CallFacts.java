package dev.strata.gateway.grpc;

import dev.strata.service.trace.Traceparent;
import io.grpc.Context;
import io.grpc.Metadata;

/**
 * What came with a call beside its message, and what goes back beside the answer.
 *
 * @param authorization empty where there is none
 * @param clientRequestId the caller's own id; may be empty
 * @param traceparent of the caller's span; may be empty
 * @param receivedNanos when its headers came, of {@link System#nanoTime}
 * @param headers to be sent before the first message
 * @param trailers to be sent at the end
 */
record CallFacts(
        String authorization,
        String clientRequestId,
        String traceparent,
        long receivedNanos,
        Metadata headers,
        Metadata trailers) {
    static final Context.Key<CallFacts> KEY = Context.key("strata-call-facts");

    static final Metadata.Key<String> AUTHORIZATION = key("authorization");
    static final Metadata.Key<String> CLIENT_REQUEST_ID = key("x-request-id");
    static final Metadata.Key<String> REQUEST_ID = key("x-strata-request-id");
    static final Metadata.Key<String> TIER = key("x-strata-tier");
    static final Metadata.Key<String> MODEL = key("x-strata-model");
    static final Metadata.Key<String> REASON = key("x-strata-reason");
    static final Metadata.Key<String> ATTEMPTS = key("x-strata-attempts");
    static final Metadata.Key<String> COST = key("x-strata-cost");
    static final Metadata.Key<String> OVERHEAD = key("x-strata-overhead-ms");
    static final Metadata.Key<String> CACHE = key("x-strata-cache");
    static final Metadata.Key<String> DEPRECATED = key("x-strata-deprecated");

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    /** Of the call that runs on this thread. */
    static CallFacts current() {
        CallFacts facts = KEY.get();
        if (facts == null) {
            throw new IllegalStateException("no call is under way on this thread");
        }
        return facts;
    }

    static CallFacts of(Metadata sent) {
        String authorization = sent.get(AUTHORIZATION);
        String id = sent.get(CLIENT_REQUEST_ID);
        String traceparent = sent.get(Traceparent.METADATA);
        return new CallFacts(
                authorization == null ? "" : authorization,
                id == null ? "" : id,
                traceparent == null ? "" : traceparent,
                System.nanoTime(),
                new Metadata(),
                new Metadata());
    }

    /** Puts one value, replacing what was there. */
    static void put(Metadata into, Metadata.Key<String> key, String value) {
        into.removeAll(key);
        into.put(key, printable(value));
    }

    /** Metadata are printable ASCII; anything else becomes a question mark. */
    private static String printable(String value) {
        StringBuilder out = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            out.append(c >= ' ' && c <= '~' ? c : '?');
        }
        return out.toString();
    }
}
