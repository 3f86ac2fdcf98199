package dev.strata.gateway.tool;

import static java.util.Objects.requireNonNull;

/** Which tools of its request an answer calls. */
public sealed interface ToolChoice {
    /** None, though there are some. */
    record None() implements ToolChoice {}

    /** As the model sees fit. */
    record Auto() implements ToolChoice {}

    /**
     * One at least, and nothing else.
     *
     * @param at the path of the request's field that says so
     */
    record Required(String at) implements ToolChoice {
        public Required {
            requireNonNull(at, "at is null");
        }
    }

    /**
     * One, and nothing else.
     *
     * @param at the path of the request's field that names it
     */
    record Named(String at, String name) implements ToolChoice {
        public Named {
            requireNonNull(at, "at is null");
            requireNonNull(name, "name is null");
        }
    }
}
