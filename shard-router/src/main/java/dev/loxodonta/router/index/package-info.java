/**
 * The approximate indexes of projects that have a slot of their own. {@link
 * dev.loxodonta.router.index.IndexBuilder} builds one and tells how far PostgreSQL is; {@link
 * dev.loxodonta.router.index.ChangeIndex} is the operation that gives a project another kind while
 * it is searched and written to. {@link dev.loxodonta.router.index.IndexAdvisor} starts it for
 * projects that could not have their index before they had rows. What the indexes are is said in
 * {@code slot}.
 */
@NullMarked
package dev.loxodonta.router.index;

import org.jspecify.annotations.NullMarked;
