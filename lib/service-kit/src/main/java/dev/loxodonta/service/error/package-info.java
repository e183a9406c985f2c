/**
 * The error model of every Loxodonta service. Code raises a {@link
 * dev.loxodonta.service.error.ServiceException} with an {@link
 * dev.loxodonta.service.error.ErrorReason}; {@link dev.loxodonta.service.error.StatusMapper} alone
 * turns it into a google.rpc.Status, in one server interceptor and for the acks of streams. {@link
 * dev.loxodonta.service.error.FieldChecks} collects what is wrong with a request. The mapping of
 * SQLSTATEs is not here but in lib/postgres. Everything is immutable and thread-safe except {@code
 * FieldChecks} and the builder, which belong to one call.
 */
@NullMarked
package dev.loxodonta.service.error;

import org.jspecify.annotations.NullMarked;
