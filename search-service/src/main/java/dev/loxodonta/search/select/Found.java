package dev.loxodonta.search.select;

import dev.loxodonta.type.v1.Memory;
import java.util.UUID;

/**
 * A memory with the one number that its list is ordered by.
 *
 * @param id the memory's id
 * @param value the distance, smaller is nearer, or the lexical score, larger is better
 * @param memory the memory
 */
public record Found(UUID id, double value, Memory memory) {}
