/** Where things are: the built checkout, and the folder of models, caches and state. */
@NullMarked
package dev.strata.cli.home;

import org.jspecify.annotations.NullMarked;
