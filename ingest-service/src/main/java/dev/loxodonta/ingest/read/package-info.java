/**
 * What all reads of this service share. {@link dev.loxodonta.ingest.read.ProjectReader} runs a
 * statement where a project lives and refuses what a node with another epoch says, {@link
 * dev.loxodonta.ingest.read.Seen} is what a statement brings, {@link
 * dev.loxodonta.ingest.read.ConsistencyChecks} reads how fresh it must be, {@link
 * dev.loxodonta.ingest.read.TimePosition} is a place in a list that goes by time. Thread-safe;
 * nothing blocks.
 */
@NullMarked
package dev.loxodonta.ingest.read;

import org.jspecify.annotations.NullMarked;
