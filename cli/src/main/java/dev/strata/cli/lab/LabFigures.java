package dev.strata.cli.lab;

import dev.strata.cli.report.Report;
import dev.strata.cli.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run of the lab came to.
 *
 * @param across tiers that answered the public and the private request before the cut
 * @param stream how the stream ended that the cut met
 * @param sent private requests during the cut
 * @param refused of those, how many were told that no tier may answer
 * @param publicAnswered of the public requests during the cut
 * @param publicSent how many those were
 * @param recoverySeconds from the link's return to the first private answer; NaN where none came
 * @param requests ids that the gateway gave
 * @param lost of those, how many have no event
 * @param places what the public side was searched for
 */
record LabFigures(
        String words,
        List<String> across,
        LabClient.Reply stream,
        int sent,
        int refused,
        int publicAnswered,
        int publicSent,
        double recoverySeconds,
        int requests,
        int lost,
        Map<String, Markers.Found> places) {
    private static final double RECOVERY_LIMIT = 5;

    private int secrets() {
        return places.values().stream().mapToInt(Markers.Found::secrets).sum();
    }

    /** Where public text is kept for sure: a search that finds none there proves nothing. */
    private boolean searchWorks() {
        return List.of(
                        "requests shown to tier-edge, decoded",
                        "spool",
                        "events read back from Kafka")
                .stream()
                .allMatch(place -> places.containsKey(place) && places.get(place).opens() > 0);
    }

    /** All that has to hold, and does not. */
    List<String> violations() {
        List<String> found = new ArrayList<>();
        require(found, across.equals(List.of("public", "v3")), "routing across: got " + across);
        require(found, !stream.answered(), "the stream that was cut ended as if it were whole");
        require(found, refused == sent, (sent - refused) + " private requests were not refused");
        require(found, publicAnswered == publicSent, "public requests failed during the cut");
        require(found, recoverySeconds <= RECOVERY_LIMIT, "recovery took too long");
        require(found, lost == 0, lost + " events are lost");
        require(found, secrets() == 0, "private text is on the public side");
        require(found, searchWorks(), "the search does not find even public text");
        return found;
    }

    private static void require(List<String> found, boolean holds, String otherwise) {
        if (!holds) {
            found.add(otherwise);
        }
    }

    Report report() {
        Table steps =
                Table.of("step", "what happened", "wanted")
                        .with("across", "answered by " + String.join(" and ", across), "V3 private")
                        .with(
                                "stream, cut in its middle",
                                "%d pieces, then %s"
                                        .formatted(
                                                stream.pieces(),
                                                stream.answered() ? "a clean end" : stream.error()),
                                "an error")
                        .with(
                                "private, during the cut",
                                "%d of %d refused".formatted(refused, sent),
                                "all")
                        .with(
                                "public, during the cut",
                                "%d of %d answered".formatted(publicAnswered, publicSent),
                                "all")
                        .with("recovery", "%.1f s".formatted(recoverySeconds), "at most 5 s")
                        .with("events", "%d of %d lost".formatted(lost, requests), "0");
        Table search = Table.of("public side", "files", "private marker", "public marker");
        for (var place : places.entrySet()) {
            Markers.Found found = place.getValue();
            search = search.with(place.getKey(), found.files(), found.secrets(), found.opens());
        }
        List<String> notes = new ArrayList<>();
        notes.add(
                "Link: "
                        + words
                        + "; TLS with a certificate at both ends of every call to a tier.");
        violations().forEach(violation -> notes.add("MISSED: " + violation));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("private_in_public", secrets());
        json.put("lost_events", lost);
        json.put("refused_during_cut", refused);
        json.put(
                "recovery_s",
                Double.isNaN(recoverySeconds)
                        ? "never"
                        : (Object) (Math.round(recoverySeconds * 10) / 10.0));
        return new Report(
                "Two clouds and the link between them", List.of(steps, search), notes, json);
    }
}
