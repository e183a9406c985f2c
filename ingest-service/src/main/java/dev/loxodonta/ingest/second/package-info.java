/**
 * Second vectors of documents and entities, in a space of their own beside the project's. {@link
 * dev.loxodonta.ingest.second.SecondChecks} checks those that callers send, {@link
 * dev.loxodonta.ingest.second.SecondVectors} makes the others of a title, a name or a text in the
 * metadata, and {@link dev.loxodonta.ingest.second.RequireSecondSpace} looks behind the fence of a
 * write that the space is still the same. Nothing here blocks; the vectors are written by the
 * statements of documents and entities.
 */
@NullMarked
package dev.loxodonta.ingest.second;

import org.jspecify.annotations.NullMarked;
