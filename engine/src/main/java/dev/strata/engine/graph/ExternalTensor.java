package dev.strata.engine.graph;

/**
 * Where a tensor's bytes belong in the data file.
 *
 * @param name the tensor
 * @param offset from the beginning of the data file
 * @param bytes how many
 */
public record ExternalTensor(String name, long offset, long bytes) {}
