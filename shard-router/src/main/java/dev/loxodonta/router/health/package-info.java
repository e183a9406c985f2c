/**
 * What the nodes are doing: a question to each node twice a second, the states that follow from the
 * answers, and their record in the catalog. The entry types are {@link
 * dev.loxodonta.router.health.HealthPoll} and {@link dev.loxodonta.router.health.HealthRecorder}.
 * Each node has a thread of its own, so that a hanging one delays nobody. Nothing here decides
 * where data lives.
 */
@NullMarked
package dev.loxodonta.router.health;

import org.jspecify.annotations.NullMarked;
