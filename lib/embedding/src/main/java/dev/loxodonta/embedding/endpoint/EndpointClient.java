package dev.loxodonta.embedding.endpoint;

import dev.loxodonta.embedding.endpoint.EndpointException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Makes single requests to an endpoint. Errors are {@link EndpointException}s. Thread-safe; closing
 * breaks off what is under way.
 */
final class EndpointClient implements AutoCloseable {

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int MAX_QUOTED = 200;

  private final EndpointConfig config;
  private final URI address;
  private final Optional<String> authorization;
  private final HttpClient http;

  EndpointClient(EndpointConfig config) {
    this.config = config;
    this.address = URI.create(config.url().toString().replaceAll("/+$", "") + "/embeddings");
    this.authorization = config.apiKeyFile().map(file -> "Bearer " + read(file));
    this.http =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(config.timeout())
            .build();
  }

  /** Sends a request and returns the vectors of its texts; a cancelled one is broken off. */
  Mono<List<float[]>> embed(List<String> texts) {
    return Mono.defer(() -> send(request(texts)))
        .timeout(config.timeout())
        .map(response -> vectors(response, texts.size()))
        .onErrorMap(e -> !(e instanceof EndpointException), this::away);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  /** What a cancelled request ends with is nobody's concern; fromFuture would log it. */
  private Mono<HttpResponse<byte[]>> send(HttpRequest request) {
    return Mono.create(
        sink -> {
          CompletableFuture<HttpResponse<byte[]>> future =
              http.sendAsync(request, BodyHandlers.ofByteArray());
          sink.onCancel(() -> future.cancel(true));
          future.whenComplete(
              (response, failure) -> {
                if (failure == null) {
                  sink.success(response);
                } else if (!future.isCancelled()) {
                  sink.error(failure);
                }
              });
        });
  }

  private HttpRequest request(List<String> texts) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(EmbeddingJson.request(config, texts)));
    authorization.ifPresent(key -> request.header("Authorization", key));
    return request.build();
  }

  private List<float[]> vectors(HttpResponse<byte[]> response, int count) {
    if (response.statusCode() != 200) {
      throw refusal(response);
    }
    return EmbeddingJson.vectors(response.body(), count, config.dimensions());
  }

  private static EndpointException refusal(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    Kind kind =
        switch (status) {
          case TOO_MANY_REQUESTS -> Kind.THROTTLED;
          case 400, 413, 422 -> Kind.REFUSED_TEXT;
          case 408 -> Kind.AWAY;
          default -> status >= 500 ? Kind.AWAY : Kind.REFUSED;
        };
    String body = new String(response.body(), StandardCharsets.UTF_8);
    return new EndpointException(
        kind,
        "HTTP " + status + ": " + body.substring(0, Math.min(MAX_QUOTED, body.length())),
        null,
        response.headers().firstValue("Retry-After").map(EndpointClient::pause).orElse(null));
  }

  /** Returns the pause of a Retry-After, which is in seconds or a date; null for anything else. */
  static @Nullable Duration pause(String retryAfter) {
    try {
      return Duration.ofSeconds(Long.parseLong(retryAfter.strip()));
    } catch (NumberFormatException e) {
      return pauseUntil(retryAfter);
    }
  }

  private static @Nullable Duration pauseUntil(String date) {
    try {
      ZonedDateTime until = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration pause = Duration.between(ZonedDateTime.now(until.getZone()), until);
      return pause.isNegative() ? Duration.ZERO : pause;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private EndpointException away(Throwable failure) {
    String what =
        failure instanceof TimeoutException
            ? "no answer within " + config.timeout()
            : "no connection: " + failure;
    return new EndpointException(Kind.AWAY, what, failure);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the API key file " + file, e);
    }
  }
}
