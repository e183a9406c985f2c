package dev.loxodonta.service.config;

import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.core.bind.annotation.Bindable;

/** Settings of a group per name. */
@EachProperty("loxodonta.samples")
record SampleEachConfig(@Parameter String name, @Bindable(defaultValue = "1") int weight) {}
