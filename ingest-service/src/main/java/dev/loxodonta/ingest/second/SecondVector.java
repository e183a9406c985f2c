package dev.loxodonta.ingest.second;

import dev.loxodonta.postgres.Halfvec;
import dev.loxodonta.postgres.SecondSpace;

/**
 * A second vector that is to be written.
 *
 * @param space the space that it was made or checked for
 * @param vector the vector
 */
public record SecondVector(SecondSpace space, Halfvec vector) {}
