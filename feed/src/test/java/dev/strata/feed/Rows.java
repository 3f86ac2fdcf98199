package dev.strata.feed;

import dev.strata.feed.build.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows for tests, with what matters changed. */
public final class Rows {
    private final String id;
    private final String question;
    private final String answer;
    private String dataClass = "public";
    private String tier = "v2";
    private String finish = "stop";
    private String domain = "general";
    private String subject = "";
    private String started = "2026-10-01T00:00:00Z";
    private double difficulty = 0.5;
    private boolean escalated;
    private @Nullable String deleteAfter;
    private List<Row.Other> others = List.of();
    private Row.Opinion opinion = Row.Opinion.NONE;

    private Rows(String id, String question, String answer) {
        this.id = id;
        this.question = question;
        this.answer = answer;
    }

    public static Rows row(String id, String question, String answer) {
        return new Rows(id, question, answer);
    }

    public Rows dataClass(String value) {
        dataClass = value;
        return this;
    }

    public Rows tier(String value, boolean up) {
        tier = value;
        escalated = up;
        return this;
    }

    public Rows finish(String value) {
        finish = value;
        return this;
    }

    public Rows domain(String value) {
        domain = value;
        return this;
    }

    public Rows subject(String value) {
        subject = value;
        return this;
    }

    public Rows deleteAfter(String value) {
        deleteAfter = value;
        return this;
    }

    public Rows difficulty(double value) {
        difficulty = value;
        return this;
    }

    public Rows others(Row.Other... values) {
        others = List.of(values);
        return this;
    }

    public Rows opinion(Row.Opinion value) {
        opinion = value;
        return this;
    }

    public Row build() {
        return new Row(
                List.of(new Row.Turn("user", question)),
                answer,
                others,
                opinion,
                new Row.Provenance(
                        id,
                        "2026-10",
                        "real",
                        "demo",
                        subject,
                        1,
                        "c-" + id,
                        started,
                        domain,
                        "classifier",
                        dataClass,
                        tier,
                        "m",
                        "",
                        "R",
                        difficulty,
                        1,
                        1,
                        escalated,
                        0.5,
                        -0.1,
                        finish,
                        1,
                        1,
                        "tenant",
                        deleteAfter));
    }
}
