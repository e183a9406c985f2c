package dev.loxodonta.search.select;

import dev.loxodonta.type.v1.Memory;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A memory with the one number that its list is ordered by.
 *
 * @param id the memory's id
 * @param value the distance, smaller is nearer, or the lexical score, larger is better
 * @param memory the memory
 * @param matched how many memories match in all, where the statement counted them
 */
public record Found(UUID id, double value, Memory memory, OptionalLong matched) {}
