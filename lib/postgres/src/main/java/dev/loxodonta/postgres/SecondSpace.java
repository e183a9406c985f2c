package dev.loxodonta.postgres;

import java.util.Optional;

/**
 * A space beside a project's own, in which its documents and entities may carry a second vector.
 *
 * @param name what searches call it, 1 to 64 characters
 * @param model the embedding model of its vectors
 * @param dimensions numbers in each vector, 1 to 4,000
 * @param metric how distances are measured
 * @param metadataKey the key of the metadata's text that vectors are made of; absent: the title of
 *     a document, the name of an entity
 */
public record SecondSpace(
    String name, String model, int dimensions, Metric metric, Optional<String> metadataKey) {}
