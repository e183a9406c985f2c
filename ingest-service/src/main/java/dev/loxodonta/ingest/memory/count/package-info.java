/**
 * How many memories a project has. {@link dev.loxodonta.ingest.memory.count.ProjectCounts} adds up
 * what committed writes changed and writes the sums behind, so that no write waits on the row of
 * its project. Thread-safe. The figures are close, not exact; the router corrects them.
 */
@NullMarked
package dev.loxodonta.ingest.memory.count;

import org.jspecify.annotations.NullMarked;
