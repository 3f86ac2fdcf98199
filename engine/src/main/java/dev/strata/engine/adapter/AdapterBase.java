package dev.strata.engine.adapter;

import java.util.List;
import java.util.Locale;

/**
 * The model that adapters are made for.
 *
 * @param names that it is known by; an adapter's base must be one of them, spelling aside
 * @param layers transformer blocks
 * @param hidden width of the residual stream
 * @param query width of all query heads
 * @param kv width of all key heads, and of all value heads
 * @param feedForward width of the feed-forward layer; 0 where experts take its place, which take no
 *     adapters
 */
public record AdapterBase(
        List<String> names, int layers, int hidden, int query, int kv, int feedForward) {

    public AdapterBase {
        names = List.copyOf(names);
    }

    /** What adapters may change, in order. */
    public List<Projection.Site> sites() {
        return feedForward > 0
                ? List.of(Projection.Site.values())
                : List.of(Projection.Site.QKV, Projection.Site.OUTPUT);
    }

    /** Columns of a projection's weight. */
    public int inputs(Projection projection) {
        return switch (projection) {
            case QUERY, KEY, VALUE, GATE, UP -> hidden;
            case OUTPUT -> query;
            case DOWN -> feedForward;
        };
    }

    /** Rows of a projection's weight. */
    public int outputs(Projection projection) {
        return switch (projection) {
            case QUERY -> query;
            case KEY, VALUE -> kv;
            case OUTPUT, DOWN -> hidden;
            case GATE, UP -> feedForward;
        };
    }

    /** Bytes that one rank takes of an adapter that changes every projection. */
    public long bytesPerRank() {
        long numbers = 0;
        for (Projection.Site site : sites()) {
            for (Projection projection : site.projections()) {
                numbers += inputs(projection) + outputs(projection);
            }
        }
        return layers * numbers * Float.BYTES;
    }

    /** Whether {@code base}, a name or the path of a hub, names this model. */
    boolean isCalled(String base) {
        String wanted = plain(base);
        return !wanted.isEmpty() && names.stream().anyMatch(name -> plain(name).equals(wanted));
    }

    /** Letters and digits of the last segment, without what says how the weights are stored. */
    private static String plain(String name) {
        String last = name.substring(name.replaceFirst("/+$", "").lastIndexOf('/') + 1);
        return last.toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]", "")
                .replaceFirst("(gguf|awq|gptq|f16|bf16|f32|q8_?0)+$", "");
    }
}
