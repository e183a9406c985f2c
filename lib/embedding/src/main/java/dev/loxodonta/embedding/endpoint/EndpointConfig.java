package dev.loxodonta.embedding.endpoint;

import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * An embedding model behind an HTTP interface like OpenAI's ({@code POST <url>/embeddings}), under
 * a name of the operator's choice. Projects whose model is {@code model} are embedded by it.
 *
 * @param name the name in the settings
 * @param url the interface's base, as {@code https://api.openai.com/v1}
 * @param model the model as projects name it
 * @param remoteModel the model as the endpoint names it. Default: {@code model}
 * @param dimensions numbers in each vector, 1 to 4,000; an answer with another size is refused
 * @param sendDimensions whether the request asks for the dimensions, which not every model allows.
 *     Default false
 * @param apiKeyFile a file with the key that goes into {@code Authorization: Bearer}. Default: none
 *     is sent
 * @param batchSize texts of a request at most, 1 to 2,048. Default 64
 * @param concurrency requests at the same time, 1 to 64. Default 4
 * @param requestsPerMinute requests begun in a minute at most, evenly spaced; 0: as many as the
 *     endpoint takes. Default 0
 * @param timeout how long a request may take. Default 10 s
 * @param attempts how often a request is tried, 1 to 10, when the endpoint throttles (429), fails
 *     (5xx) or is silent. Default 3
 * @param maxPause the longest pause between two attempts; the endpoint's {@code Retry-After} is
 *     kept when it is not longer, else the call fails at once. Default 20 s
 * @param rest how long nothing is sent after half of the last requests, at least five, failed.
 *     Default 10 s
 * @param maxCharacters characters that are sent of a text at most, 100 to 262,144. Default 20,000
 */
@EachProperty("loxodonta.embedding.endpoints")
public record EndpointConfig(
    @Parameter String name,
    URI url,
    @NotBlank String model,
    Optional<String> remoteModel,
    @Min(1) @Max(4_000) int dimensions,
    @Bindable(defaultValue = "false") boolean sendDimensions,
    Optional<Path> apiKeyFile,
    @Min(1) @Max(2_048) @Bindable(defaultValue = "64") int batchSize,
    @Min(1) @Max(64) @Bindable(defaultValue = "4") int concurrency,
    @Min(0) @Max(1_000_000) @Bindable(defaultValue = "0") int requestsPerMinute,
    @Bindable(defaultValue = "10s") Duration timeout,
    @Min(1) @Max(10) @Bindable(defaultValue = "3") int attempts,
    @Bindable(defaultValue = "20s") Duration maxPause,
    @Bindable(defaultValue = "10s") Duration rest,
    @Min(100) @Max(262_144) @Bindable(defaultValue = "20000") int maxCharacters) {

  /** Checks the address. */
  public EndpointConfig {
    if (url.getScheme() == null || !url.getScheme().matches("https?") || url.getHost() == null) {
      throw new IllegalArgumentException(
          "loxodonta.embedding.endpoints.%s.url is %s, expected http(s)://host…"
              .formatted(name, url));
    }
  }
}
