package dev.strata.engine;

/**
 * A loaded LoRA adapter.
 *
 * @param name that requests choose it by
 * @param sha256 hex, of its files
 * @param rank the largest of its matrices
 * @param bytes of memory that it holds, at most
 */
public record AdapterInfo(String name, String sha256, int rank, long bytes) {}
