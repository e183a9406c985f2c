package dev.loxodonta.search;

import dev.loxodonta.search.rank.Ranked;
import dev.loxodonta.type.v1.Memory;

/**
 * A memory that was found.
 *
 * @param ranked its score and what it is made of
 * @param memory the memory
 */
public record Hit(Ranked ranked, Memory memory) {}
