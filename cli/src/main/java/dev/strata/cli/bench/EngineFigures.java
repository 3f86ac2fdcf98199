package dev.strata.cli.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was measured of one model.
 *
 * @param loadSeconds from a finished import to the first request
 * @param residentBytes that the process grew by while it loaded and ran
 * @param engine medians over the rounds
 * @param llama of llama.cpp in the same rounds, by turns
 */
record EngineFigures(double loadSeconds, long residentBytes, Speed engine, Optional<Speed> llama) {

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("load_seconds", loadSeconds);
        json.put("resident_bytes", residentBytes);
        json.put("prefill_tokens_per_second", engine.prefill());
        json.put("decode_tokens_per_second", engine.decode());
        llama.ifPresent(peer -> {
            json.put("llama_prefill_tokens_per_second", peer.prefill());
            json.put("llama_decode_tokens_per_second", peer.decode());
            json.put("prefill_ratio", engine.prefill() / peer.prefill());
            json.put("decode_ratio", engine.decode() / peer.decode());
        });
        return json;
    }

    Object[] cells(String name) {
        return new Object[] {
            name,
            "%.1f s".formatted(loadSeconds),
            "%d MiB".formatted(residentBytes >> 20),
            "%.0f".formatted(engine.prefill()),
            "%.1f".formatted(engine.decode()),
            llama.map(peer -> "%.0f".formatted(peer.prefill())).orElse("-"),
            llama.map(peer -> "%.1f".formatted(peer.decode())).orElse("-"),
            llama.map(peer -> "%.2f".formatted(engine.prefill() / peer.prefill())).orElse("-"),
            llama.map(peer -> "%.2f".formatted(engine.decode() / peer.decode())).orElse("-")
        };
    }
}
