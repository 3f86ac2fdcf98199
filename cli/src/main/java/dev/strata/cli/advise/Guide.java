package dev.strata.cli.advise;

import dev.strata.router.settings.Settings;
import dev.strata.router.settings.SettingsText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The selection guide, as data.
 *
 * @param tasks by name
 * @param hardware by name
 * @param industries by name
 */
record Guide(Map<String, Row> tasks, Map<String, Row> hardware, Map<String, Row> industries) {
    private static final int LARGEST = 99;

    /**
     * What one row asks.
     *
     * @param size that the guide names, in words; may be empty
     * @param memoryGib of the machine; 0 where the row says nothing of it
     * @param profile of the routing policy; empty for none
     * @param adapter in words; empty for none
     * @param quantisation in words; empty for the catalogue's
     */
    record Row(
            String size,
            int minRank,
            int maxRank,
            int memoryGib,
            boolean images,
            Optional<String> profile,
            String adapter,
            String quantisation,
            String why) {}

    static Guide bundled() {
        Settings settings = Settings.of(SettingsText.bundled(Guide.class, "guide.yaml"));
        Guide guide =
                new Guide(
                        rows(settings.section("tasks")),
                        rows(settings.section("hardware")),
                        rows(settings.section("industries")));
        settings.check();
        return guide;
    }

    private static Map<String, Row> rows(Settings section) {
        Map<String, Row> rows = new LinkedHashMap<>();
        section.namedSections().forEach((name, row) -> rows.put(name, row(row)));
        return rows;
    }

    private static Row row(Settings row) {
        return new Row(
                text(row, "size"),
                row.has("min-rank") ? row.integer("min-rank", 1, LARGEST) : 1,
                row.has("max-rank") ? row.integer("max-rank", 1, LARGEST) : LARGEST,
                row.has("memory-gib") ? row.integer("memory-gib", 1, 1 << 20) : 0,
                row.has("images") && row.flag("images"),
                row.has("profile") ? Optional.of(row.text("profile")) : Optional.empty(),
                text(row, "adapter"),
                text(row, "quantisation"),
                row.text("why"));
    }

    private static String text(Settings row, String key) {
        return row.has(key) ? row.text(key) : "";
    }
}
