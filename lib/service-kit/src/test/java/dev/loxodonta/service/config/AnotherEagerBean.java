package dev.loxodonta.service.config;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;

/** Fails the start by itself, to see who comes first. */
@Context
@Requires(property = "test.eager-failure")
final class AnotherEagerBean {

  AnotherEagerBean() {
    throw new IllegalStateException("the eager bean was first");
  }
}
