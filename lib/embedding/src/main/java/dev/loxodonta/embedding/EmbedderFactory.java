package dev.loxodonta.embedding;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Makes the embedders of this process from its settings. */
@Factory
final class EmbedderFactory {

  @Singleton
  EmbeddingMetrics metrics(Optional<MeterRegistry> registry) {
    return new EmbeddingMetrics(registry.orElseGet(CompositeMeterRegistry::new));
  }

  @Singleton
  @Bean(preDestroy = "close")
  LocalEmbedder miniLm(EmbeddingConfig config, EmbeddingMetrics metrics) {
    return new LocalEmbedder(MiniLm.NAME, MiniLm.DIMENSIONS, MiniLm::load, config, metrics);
  }

  @Singleton
  EmbedderCatalog catalog(
      List<Embedder> embedders, EmbeddingConfig config, EmbeddingMetrics metrics) {
    return new EmbedderCatalog(embedders, config.cacheSize(), metrics);
  }
}
