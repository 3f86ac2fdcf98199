/**
 * The models that a mesh serves: what they are, where they come from, and the folder they live in.
 */
@NullMarked
package dev.strata.models;

import org.jspecify.annotations.NullMarked;
