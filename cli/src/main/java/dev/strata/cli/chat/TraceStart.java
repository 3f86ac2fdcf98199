package dev.strata.cli.chat;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Where the trace of a call begins: ids of W3C Trace Context, in lower-case hex. No span is
 * exported for it.
 *
 * @param traceId 16 bytes, not all 0
 * @param spanId 8 bytes, not all 0
 * @param sampled whether those who are called shall keep their spans
 */
record TraceStart(String traceId, String spanId, boolean sampled) {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new one. */
    static TraceStart fresh(boolean sampled) {
        return new TraceStart(id(16), id(8), sampled);
    }

    /** The header that the call carries. */
    String traceparent() {
        return "00-%s-%s-%s".formatted(traceId, spanId, sampled ? "01" : "00");
    }

    private static String id(int bytes) {
        byte[] id = new byte[bytes];
        RANDOM.nextBytes(id);
        // All 0 is no id.
        id[0] |= 1;
        return HexFormat.of().formatHex(id);
    }
}
