/**
 * Gives a project vectors of another model and dimension while it is searched and written to: its
 * rows are copied into a new slot without their vectors, the workers of the ingest services make
 * these, and the project is switched over at once. {@link
 * dev.loxodonta.router.reembed.ReembedStart} starts, rolls back and confirms; {@link
 * dev.loxodonta.router.reembed.ReembedMachine} is the state machine of both ways, {@link
 * dev.loxodonta.router.reembed.ForgetVectors} removes the old copy later. How rows are copied and
 * switched is said in {@code copy} and {@code isolation}. Every step may be cut off and run again.
 */
@NullMarked
package dev.loxodonta.router.reembed;

import org.jspecify.annotations.NullMarked;
