package dev.loxodonta.service.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings of each shape that the check of keys has to know. */
@ConfigurationProperties("loxodonta.sample")
record SampleConfig(
    @Bindable(defaultValue = "1s") Duration attemptTimeout,
    @Nullable Path passwordFile,
    @Nullable List<String> names,
    @Nullable Map<String, String> labels,
    Inner inner) {

  /** A nested group. */
  @ConfigurationProperties("inner")
  record Inner(@Bindable(defaultValue = "3") int depth) {}
}
