/** LoRA adapters as their files describe them: read bounded, checked against their base. */
@NullMarked
package dev.strata.engine.adapter;

import org.jspecify.annotations.NullMarked;
