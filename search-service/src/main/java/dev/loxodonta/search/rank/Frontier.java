package dev.loxodonta.search.rank;

/**
 * How good a memory that is in none of the candidate lists can be at best, part by part: the parts
 * of the last entries of the lists, or what nothing can exceed where a list holds all there is.
 *
 * @param similarity no such memory is more similar
 * @param text no such memory has a higher lexical score
 * @param ageDays no such memory is younger, in days
 */
public record Frontier(double similarity, double text, double ageDays) {}
