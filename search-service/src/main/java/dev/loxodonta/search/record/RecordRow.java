package dev.loxodonta.search.record;

import java.util.Optional;

/**
 * A row of a search of documents or entities. There always is one, which may have no hit.
 *
 * @param asPlanned whether the project's space is the one that the search was planned with; when
 *     not, nothing was looked at
 * @param waiting whether some wait for a vector of the project's new model
 * @param compared how many vectors were compared in all
 * @param hit what was found
 */
record RecordRow<R>(
    boolean asPlanned, boolean waiting, long compared, Optional<RecordHit<R>> hit) {}
