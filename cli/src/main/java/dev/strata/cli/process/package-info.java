/** Child processes: started with a pipe and a log, ready when they say so, ended in order. */
@NullMarked
package dev.strata.cli.process;

import org.jspecify.annotations.NullMarked;
