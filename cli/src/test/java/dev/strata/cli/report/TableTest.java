package dev.strata.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TableTest {
    private static final Table TABLE =
            Table.of("tier", "tok/s").with("v1", "114.6").with("v2-long", "48.5");

    @Test
    void render_numbers_standToTheRight() {
        assertEquals(
                """
                tier     tok/s
                -------  -----
                v1       114.6
                v2-long   48.5
                """,
                TABLE.render());
    }

    @Test
    void with_tooFewCells_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> TABLE.with("v3"));
    }

    @Test
    void print_json_isOneObjectAndNothingElse() {
        StringWriter text = new StringWriter();

        new Report("Speed", List.of(TABLE), List.of("2 threads"), Map.of("v1", 114.6))
                .print(new PrintWriter(text), true);

        assertEquals("{\"v1\":114.6}", text.toString().strip());
    }

    @Test
    void print_people_haveTitleTableAndNotes() {
        StringWriter text = new StringWriter();

        new Report("Speed", List.of(TABLE), List.of("2 threads"), Map.of())
                .print(new PrintWriter(text), false);

        assertEquals("Speed\n\n" + TABLE.render() + "\n2 threads\n", text.toString());
    }
}
