package dev.loxodonta.search.rerank;

import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A model outside of the service that puts hits into a better order, under the name by which
 * requests ask for it.
 *
 * @param name the name in the settings, in small letters with hyphens
 * @param url the interface's base, as {@code https://api.cohere.com} or {@code http://tei:8080}; an
 *     address that ends with {@code /rerank} is taken as it is
 * @param kind the interface's form: TEI (<code>POST url/rerank</code>) or COHERE (<code>
 *     POST url/v2/rerank</code>)
 * @param model the model as the endpoint names it; required for COHERE, not sent to TEI
 * @param apiKey the key that goes into {@code Authorization: Bearer}; absent means that none is
 *     sent
 * @param apiKeyFile a file that holds the key and nothing else; wins over {@code apiKey}
 * @param timeout how long a re-ranking may take when the request does not say, 1 ms to 10 s; when a
 *     request allows less and that is too short, it does not count as a failure of the endpoint.
 *     Default 300 ms
 * @param batchSize texts of one HTTP request at most, 1 to 1,000; more go into several at the same
 *     time. Default 32
 * @param concurrency HTTP requests of one search at the same time, 1 to 64. Default 4
 * @param rest how long nothing is sent after half of the last calls, at least five, failed. Default
 *     10 s
 * @param maxCharacters characters that are sent of a text at most, 100 to 262,144. Default 8,000
 */
@EachProperty("loxodonta.search.rerankers")
public record RerankerConfig(
    @Parameter String name,
    URI url,
    RerankerKind kind,
    Optional<String> model,
    Optional<String> apiKey,
    Optional<Path> apiKeyFile,
    @Bindable(defaultValue = "300ms") Duration timeout,
    @Min(1) @Max(1_000) @Bindable(defaultValue = "32") int batchSize,
    @Min(1) @Max(64) @Bindable(defaultValue = "4") int concurrency,
    @Bindable(defaultValue = "10s") Duration rest,
    @Min(100) @Max(262_144) @Bindable(defaultValue = "8000") int maxCharacters) {

  /** The longest that a re-ranking may take. */
  public static final Duration MAX_TIME = Duration.ofSeconds(10);

  private static final String PREFIX = "loxodonta.search.rerankers.";

  /** Checks what the annotations cannot. */
  public RerankerConfig {
    if (url.getScheme() == null || !url.getScheme().matches("https?") || url.getHost() == null) {
      throw new IllegalArgumentException(
          PREFIX + "%s.url is %s, expected http(s)://host…".formatted(name, url));
    }
    if (kind == RerankerKind.COHERE && model.filter(m -> !m.isBlank()).isEmpty()) {
      throw new IllegalArgumentException(
          PREFIX + name + ".model is absent, expected the name of a model for the kind COHERE");
    }
    if (timeout.toMillis() < 1 || timeout.compareTo(MAX_TIME) > 0) {
      throw new IllegalArgumentException(
          PREFIX + "%s.timeout is %s, expected 1 ms to 10 s".formatted(name, timeout));
    }
  }

  /** Returns where to post. */
  URI address() {
    String base = url.toString().replaceAll("/+$", "");
    return URI.create(base.endsWith("/rerank") ? base : base + kind.path());
  }
}
