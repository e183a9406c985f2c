package dev.loxodonta.service.grpc;

/**
 * Published once when the gRPC server is about to stop, before it waits for running calls. A
 * service with endless streams ends them on this event; nothing else may hold the server up.
 */
public record DrainStarted() {}
