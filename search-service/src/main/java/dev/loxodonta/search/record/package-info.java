/**
 * Searches documents and entities by their own vectors: those of the project's space and of its
 * second one. {@link dev.loxodonta.search.record.RecordSearch} finds the project, plans and reads,
 * again when the map or the space was old. Every vector that the filter keeps is compared: an exact
 * scan in one statement per kind of record, in the shape of {@link
 * dev.loxodonta.search.select.Frame}. The statement itself looks whether the project's space is
 * still the one that the search was planned with, so that no answer mixes two. Reading a request,
 * planning and building a statement are pure; nothing here blocks.
 */
@NullMarked
package dev.loxodonta.search.record;

import org.jspecify.annotations.NullMarked;
