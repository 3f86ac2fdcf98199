package dev.strata.feed.report;

import dev.strata.feed.build.Funnel;
import dev.strata.feed.dataset.Manifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code report.html}: where the rows of a dataset went, and what it is made of. */
public final class ReportPage {
    /** Its name in a dataset. */
    public static final String NAME = "report.html";

    private ReportPage() {}

    /** The page; the same for the same dataset. */
    public static String of(Manifest manifest, List<Example> examples) {
        Html page = new Html("Dataset %s, zone %s".formatted(manifest.dataset(), manifest.zone()));
        Manifest.Mix mix = manifest.mix();
        Manifest.Parent parent = manifest.parent();
        page.text(
                "%d rows: %d of the month before, %d new of traffic, %d synthetic. %s"
                        .formatted(
                                mix.retained() + mix.coming() + mix.synthetic(),
                                mix.retained(),
                                mix.coming(),
                                mix.synthetic(),
                                parent == null
                                        ? "The first dataset: there is none to go on from."
                                        : "It goes on from %s.".formatted(parent.dataset())));
        funnel(page, manifest.stages());
        page.heading("Rows by split").bars(mix.splits());
        domains(page, manifest);
        page.heading("New rows by tier that answered").bars(manifest.profile().of("tier"));
        escalation(page, manifest.profile().of("escalated"));
        page.heading("New rows by length of the answer, characters from")
                .bars(manifest.profile().of("answer_length"));
        page.heading("New rows by difficulty").bars(manifest.profile().of("difficulty"));
        drift(page, manifest);
        removed(page, examples);
        page.heading("Made of")
                .text(
                        "Topic %s, cluster %s, %d records, %d of them deleted by retention before this was built."
                                .formatted(
                                        manifest.source().topic(),
                                        manifest.source().clusterId(),
                                        manifest.source().size() + manifest.recordsMissing(),
                                        manifest.recordsMissing()))
                .text(
                        "Values of personal data that were replaced in new rows: %d. Judged requests that became no row: %d."
                                .formatted(mix.personalData(), mix.opinionsUnmatched()))
                .text(
                        manifest.evaluation().isEmpty()
                                ? "WARNING: no evaluation set was given, so nothing was kept out for one."
                                : "Kept out: "
                                        + manifest.evaluation().stream()
                                                .map(e -> e.name() + " (" + e.rows() + " rows)")
                                                .toList());
        return page.end();
    }

    private static void funnel(Html page, List<Funnel.Counts> stages) {
        Map<String, Long> bars = new LinkedHashMap<>();
        bars.put("records", stages.isEmpty() ? 0L : stages.getFirst().in());
        List<List<String>> rows = new ArrayList<>();
        for (Funnel.Counts stage : stages) {
            bars.put("after " + stage.stage(), stage.out());
            stage.dropped()
                    .forEach((reason, count) ->
                            rows.add(List.of(stage.stage(), reason, String.valueOf(count))));
        }
        page.heading("Funnel").bars(bars).table(List.of("stage", "reason", "dropped"), rows);
    }

    private static void domains(Html page, Manifest manifest) {
        List<List<String>> rows = new ArrayList<>();
        manifest.mix()
                .domains()
                .forEach(d ->
                        rows.add(
                                List.of(
                                        d.domain(),
                                        "" + d.before(),
                                        "" + d.leaving(),
                                        "" + d.offered(),
                                        "" + d.coming(),
                                        "" + d.after())));
        page.heading("Domains")
                .table(List.of("domain", "before", "leaving", "offered", "coming", "after"), rows);
    }

    private static void escalation(Html page, Map<String, Long> escalated) {
        long up = escalated.getOrDefault("yes", 0L);
        long all = up + escalated.getOrDefault("no", 0L);
        page.heading("Escalation")
                .text(
                        all == 0
                                ? "No new rows."
                                : String.format(
                                        Locale.ROOT,
                                        "%.1f%% of the new rows were answered by a higher tier than the one first asked (%d of %d).",
                                        100.0 * up / all,
                                        up,
                                        all));
    }

    private static void drift(Html page, Manifest manifest) {
        page.heading("Drift since the month before");
        if (manifest.drift().isEmpty()) {
            page.text("Nothing to compare with.");
            return;
        }
        page.table(
                List.of("feature", "measure", "value", "level"),
                manifest.drift().stream()
                        .map(m ->
                                List.of(
                                        m.feature(),
                                        m.kind(),
                                        String.format(Locale.ROOT, "%.4f", m.value()),
                                        m.level()))
                        .toList());
    }

    private static void removed(Html page, List<Example> examples) {
        page.heading("Examples of what was removed")
                .table(
                        List.of("reason", "event", "question", "answer"),
                        examples.stream()
                                .map(e ->
                                        List.of(
                                                e.reason().label(),
                                                e.eventId(),
                                                e.question(),
                                                e.answer()))
                                .toList());
    }
}
