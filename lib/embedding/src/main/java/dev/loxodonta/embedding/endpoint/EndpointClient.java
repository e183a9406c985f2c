package dev.loxodonta.embedding.endpoint;

import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/**
 * Makes single requests for vectors to an endpoint. Errors are {@link EndpointException}s.
 * Thread-safe; closing breaks off what is under way.
 */
final class EndpointClient implements AutoCloseable {

  private final EndpointConfig config;
  private final JsonEndpoint endpoint;

  EndpointClient(EndpointConfig config) {
    this.config = config;
    this.endpoint =
        new JsonEndpoint(
            URI.create(config.url().toString().replaceAll("/+$", "") + "/embeddings"),
            config.apiKeyFile().map(JsonEndpoint::key),
            config.timeout());
  }

  /** Sends a request and returns the vectors of its texts; a cancelled one is broken off. */
  Mono<List<float[]>> embed(List<String> texts) {
    return endpoint
        .post(() -> EmbeddingJson.request(config, texts))
        .timeout(config.timeout())
        .onErrorMap(TimeoutException.class, e -> EndpointException.noAnswerWithin(config.timeout()))
        .map(body -> EmbeddingJson.vectors(body, texts.size(), config.dimensions()));
  }

  @Override
  public void close() {
    endpoint.close();
  }
}
