/** {@code ./strata models}: lists, fetches and verifies model files. */
@NullMarked
package dev.strata.cli.models;

import org.jspecify.annotations.NullMarked;
