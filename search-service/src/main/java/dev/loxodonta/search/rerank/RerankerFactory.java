package dev.loxodonta.search.rerank;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Factory;

/** Makes a re-ranker of each one in the settings. */
@Factory
final class RerankerFactory {

  @EachBean(RerankerConfig.class)
  @Bean(preDestroy = "close")
  Reranker reranker(RerankerConfig config) {
    return new Reranker(config);
  }
}
