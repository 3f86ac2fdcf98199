/** How a Strata process says that it is ready, and how it ends when its parent does. */
@NullMarked
package dev.strata.process;

import org.jspecify.annotations.NullMarked;
