/**
 * One search in several projects. {@link dev.loxodonta.search.scatter.ProjectsQueryReader} checks
 * the request; {@link dev.loxodonta.search.scatter.ProjectScatter} finds the projects, embeds the
 * text once for each space, searches several projects of each shard by one statement where it can,
 * and merges what comes, keeping no more than k hits; {@link
 * dev.loxodonta.search.scatter.ShapedScatter} chooses among them for pages, groups and diversity.
 * {@link dev.loxodonta.search.scatter.Comparability} says which projects and rankings can be merged
 * at all. What did not answer is kept with its reason in {@link
 * dev.loxodonta.search.scatter.Coverage}. Thread-safe, never blocks; how one project is searched
 * stands in {@code dev.loxodonta.search}.
 */
@NullMarked
package dev.loxodonta.search.scatter;

import org.jspecify.annotations.NullMarked;
