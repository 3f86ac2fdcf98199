/** Starts every process for real, on tiny generated models, and asks it things from outside. */
package dev.strata.e2e;
