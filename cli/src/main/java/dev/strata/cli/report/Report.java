package dev.strata.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/**
 * The outcome of an evaluation or a benchmark, told to people as tables and to programs as one JSON
 * object.
 *
 * @param title one line above the tables
 * @param tables in order
 * @param notes lines below the tables: what was measured how
 * @param json the object: maps, lists, records, numbers, strings
 */
public record Report(String title, List<Table> tables, List<String> notes, Map<String, ?> json) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    public Report {
        tables = List.copyOf(tables);
        notes = List.copyOf(notes);
    }

    /** Prints the tables, or with {@code asJson} the object on one line and nothing else. */
    public void print(PrintWriter out, boolean asJson) {
        if (asJson) {
            out.println(jsonText());
        } else {
            out.println(title);
            for (Table table : tables) {
                out.println();
                out.print(table.render());
            }
            if (!notes.isEmpty()) {
                out.println();
            }
            notes.forEach(out::println);
        }
        out.flush();
    }

    private String jsonText() {
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "report '%s' has a value that is not JSON: expected maps, lists, records and numbers, got %s"
                            .formatted(title, e.getOriginalMessage()),
                    e);
        }
    }
}
