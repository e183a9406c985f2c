/**
 * Tasks over gRPC: what is to be done in a project. {@link dev.loxodonta.ingest.task.TaskEndpoint}
 * takes the calls and hands each to the class of its method; {@link
 * dev.loxodonta.ingest.task.TaskChecks} says what a task may be. Those stand on {@code statement}
 * (one class per SQL statement). Thread-safe; nothing blocks.
 */
@NullMarked
package dev.loxodonta.ingest.task;

import org.jspecify.annotations.NullMarked;
