/**
 * The gRPC server that every service process runs. {@link
 * dev.loxodonta.service.grpc.GrpcServerSetup} gives Micronaut's server its settings: calls run on
 * the transport thread unless a {@link dev.loxodonta.service.grpc.BlockingServices} bean names
 * their service, which then gets a virtual thread per call. Interceptors give each call a request
 * id, measure it, map its failures and limit its messages, in the order of {@link
 * dev.loxodonta.service.grpc.InterceptorOrder}; reflection and health are on. A service contributes
 * beans ({@code BindableService}) and nothing else. Traces and authentication are not here yet.
 */
@NullMarked
package dev.loxodonta.service.grpc;

import org.jspecify.annotations.NullMarked;
