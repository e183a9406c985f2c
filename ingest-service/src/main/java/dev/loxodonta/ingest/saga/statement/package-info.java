/**
 * The SQL of sagas, a class per statement. {@link dev.loxodonta.ingest.saga.statement.ClaimSagas}
 * and the other functions that look over all projects of a shard run as the schema's owner; all the
 * rest runs under row security, writes behind the fence. {@link
 * dev.loxodonta.ingest.saga.statement.StoredSaga} is a saga as it is kept.
 */
@NullMarked
package dev.loxodonta.ingest.saga.statement;

import org.jspecify.annotations.NullMarked;
