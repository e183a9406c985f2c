/**
 * Several searches in one call. {@link dev.loxodonta.search.batch.BatchRunner} runs them a few at a
 * time and answers them in order, each with a response or with an error of its own. How one search
 * is answered it is told by the endpoint. Thread-safe, never blocks.
 */
@NullMarked
package dev.loxodonta.search.batch;

import org.jspecify.annotations.NullMarked;
