/**
 * What each service process shares. {@link dev.loxodonta.service.ServiceMain} is what a service's
 * {@code main} calls; {@link dev.loxodonta.service.RunningService} is the same for tests and for
 * several services in one process. {@code error} holds the error model and the checks of requests,
 * {@code grpc} the server, {@code config} the discipline for settings. Nothing here knows a
 * database.
 */
@NullMarked
package dev.loxodonta.service;

import org.jspecify.annotations.NullMarked;
