package dev.strata.cli.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was measured of one model.
 *
 * @param loadSeconds from a finished import to the first request
 * @param residentBytes that the process grew by while it loaded and ran
 * @param engine each round's speed
 * @param llama of llama.cpp in the same rounds, by turns; empty where it was not measured
 */
record EngineFigures(
        double loadSeconds, long residentBytes, List<Speed> engine, List<Speed> llama) {

    EngineFigures {
        engine = List.copyOf(engine);
        llama = List.copyOf(llama);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        Speed own = Speed.median(engine);
        json.put("load_seconds", loadSeconds);
        json.put("resident_bytes", residentBytes);
        json.put("prefill_tokens_per_second", own.prefill());
        json.put("decode_tokens_per_second", own.decode());
        if (!llama.isEmpty()) {
            Speed peer = Speed.median(llama);
            json.put("llama_prefill_tokens_per_second", peer.prefill());
            json.put("llama_decode_tokens_per_second", peer.decode());
            prefillRatio().putInto(json, "prefill_ratio");
            decodeRatio().putInto(json, "decode_ratio");
        }
        return json;
    }

    Object[] cells(String name) {
        Speed own = Speed.median(engine);
        boolean alone = llama.isEmpty();
        Speed peer = alone ? own : Speed.median(llama);
        return new Object[] {
            name,
            "%.1f s".formatted(loadSeconds),
            "%d MiB".formatted(residentBytes >> 20),
            "%.0f".formatted(own.prefill()),
            "%.1f".formatted(own.decode()),
            alone ? "-" : "%.0f".formatted(peer.prefill()),
            alone ? "-" : "%.1f".formatted(peer.decode()),
            alone ? "-" : prefillRatio().toString(),
            alone ? "-" : decodeRatio().toString()
        };
    }

    private Ratio prefillRatio() {
        return Ratio.ofPairs(
                engine.stream().mapToDouble(Speed::prefill).toArray(),
                llama.stream().mapToDouble(Speed::prefill).toArray());
    }

    private Ratio decodeRatio() {
        return Ratio.ofPairs(
                engine.stream().mapToDouble(Speed::decode).toArray(),
                llama.stream().mapToDouble(Speed::decode).toArray());
    }
}
