/** What a command prints: a table for people, one JSON object for programs. */
@NullMarked
package dev.strata.cli.report;

import org.jspecify.annotations.NullMarked;
