/**
 * Documents over gRPC. {@link dev.loxodonta.ingest.document.DocumentEndpoint} takes the calls and
 * hands each to the class of its method. Those stand on {@code draft} (what a caller sent, checked
 * and embedded), on {@code split} (a text becomes chunks) and on {@code statement} (one class per
 * SQL statement). A put writes a document with all its chunks in one transaction. Thread-safe;
 * nothing blocks.
 */
@NullMarked
package dev.loxodonta.ingest.document;

import org.jspecify.annotations.NullMarked;
