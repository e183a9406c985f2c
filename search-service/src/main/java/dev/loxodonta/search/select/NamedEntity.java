package dev.loxodonta.search.select;

/**
 * An entity that a text names.
 *
 * @param id its id
 * @param name its name as it was written
 * @param type its type
 */
public record NamedEntity(String id, String name, String type) {}
