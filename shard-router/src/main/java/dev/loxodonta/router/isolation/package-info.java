/**
 * Gives a project a slot of its own without stopping its reads or, but for a moment, its writes:
 * copy, log of changes, indexes, catching up, switch under the slot's fence, and removal of the old
 * rows after a time of grace. {@link dev.loxodonta.router.isolation.IsolateProject} is the state
 * machine, the growth package starts it by itself. Every step may be cut off and run again; the
 * shard is the truth about whether the switch took place.
 */
@NullMarked
package dev.loxodonta.router.isolation;

import org.jspecify.annotations.NullMarked;
