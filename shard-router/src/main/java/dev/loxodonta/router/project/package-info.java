/**
 * Projects, the tenants: made, changed, listed, counted and removed. {@link
 * dev.loxodonta.router.project.ProjectWriter} writes the catalog first, marks what the shard lacks,
 * and {@link dev.loxodonta.router.project.ProjectSync} brings it there; what a crash left undone is
 * done by the leader. Thread-safe, blocking. Moving a project is not here.
 */
@NullMarked
package dev.loxodonta.router.project;

import org.jspecify.annotations.NullMarked;
