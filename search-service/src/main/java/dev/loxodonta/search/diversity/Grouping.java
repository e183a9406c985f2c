package dev.loxodonta.search.diversity;

/**
 * How hits are put into groups.
 *
 * @param field what those of a group have in common
 * @param size how many hits of a group are wanted, 1 to 100
 */
public record Grouping(GroupField field, int size) {}
