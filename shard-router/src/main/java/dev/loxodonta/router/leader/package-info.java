/**
 * Which of several routers leads, and what only the leader does. {@link
 * dev.loxodonta.router.leader.Leadership} holds an advisory lock in the catalog over a connection
 * of its own; {@link dev.loxodonta.router.leader.DutyRoster} runs every {@link
 * dev.loxodonta.router.leader.Duty} while it is held. A duty must bear to be cut off at any point
 * and to be begun by another router before this one has noticed that it lost the lead.
 */
@NullMarked
package dev.loxodonta.router.leader;

import org.jspecify.annotations.NullMarked;
