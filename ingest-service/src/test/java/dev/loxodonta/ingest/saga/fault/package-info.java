/** Stores that fail where a test says so: at a call, before it or after it was applied. */
@NullMarked
package dev.loxodonta.ingest.saga.fault;

import org.jspecify.annotations.NullMarked;
