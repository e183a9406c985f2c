/**
 * What each service process shares: the error model and its mapping to gRPC, checks of requests,
 * the gRPC server's settings and the telemetry.
 */
@NullMarked
package dev.loxodonta.service;

import org.jspecify.annotations.NullMarked;
