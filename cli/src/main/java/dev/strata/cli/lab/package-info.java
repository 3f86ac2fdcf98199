/** The two clouds on one machine: what happens when the link between them is slow, or cut. */
@NullMarked
package dev.strata.cli.lab;

import org.jspecify.annotations.NullMarked;
