/**
 * The SQL of entities, a class per statement. Tables are keyed by project, not by slot; writes run
 * behind the fence of the project's slot all the same. Readers take the session's part in the
 * statement itself, as those of memories do.
 */
@NullMarked
package dev.loxodonta.ingest.entity.statement;

import org.jspecify.annotations.NullMarked;
