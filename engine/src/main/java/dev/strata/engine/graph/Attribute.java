package dev.strata.engine.graph;

import java.util.Arrays;
import java.util.List;

/** A constant setting of a node. */
public sealed interface Attribute {

    /** Its name, as the operator defines it. */
    String name();

    /** A whole number. */
    record Whole(String name, long value) implements Attribute {}

    /** A 32-bit floating-point number. */
    record Real(String name, float value) implements Attribute {}

    /** A word. */
    record Text(String name, String value) implements Attribute {}

    /** Whole numbers. */
    record Wholes(String name, List<Long> values) implements Attribute {}

    /** A whole number. */
    static Attribute of(String name, long value) {
        return new Whole(name, value);
    }

    /** Whole numbers: one for each dimension, say. */
    static Attribute ofEach(String name, long... values) {
        return new Wholes(name, Arrays.stream(values).boxed().toList());
    }

    /** A 32-bit floating-point number. */
    static Attribute of(String name, float value) {
        return new Real(name, value);
    }

    /** A word. */
    static Attribute of(String name, String value) {
        return new Text(name, value);
    }
}
