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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Posts JSON to one address and returns the bodies of what answers with 200. Errors are {@link
 * EndpointException}s. Sets no time limit of its own but for connecting. Thread-safe; closing
 * breaks off what is under way.
 */
public final class JsonEndpoint implements AutoCloseable {

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int MAX_QUOTED = 200;

  private final URI address;
  private final Optional<String> authorization;
  private final HttpClient http;

  /**
   * Connects with the first request.
   *
   * @param key goes into {@code Authorization: Bearer}; absent means that none is sent
   */
  public JsonEndpoint(URI address, Optional<String> key, Duration connectTimeout) {
    this.address = address;
    this.authorization = key.map(k -> "Bearer " + k);
    this.http =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(connectTimeout)
            .build();
  }

  /**
   * Returns the key that a file holds, without blanks around it.
   *
   * @throws UncheckedIOException when the file cannot be read
   */
  public static String key(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the API key file " + file, e);
    }
  }

  /** Sends a body and returns that of the answer; cancelled, the request is broken off. */
  public Mono<byte[]> post(Supplier<byte[]> body) {
    return Mono.defer(() -> send(request(body.get())))
        .onErrorMap(
            e -> !(e instanceof EndpointException),
            e -> new EndpointException(Kind.AWAY, "no connection: " + e, e))
        .map(JsonEndpoint::body);
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

  private HttpRequest request(byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body));
    authorization.ifPresent(key -> request.header("Authorization", key));
    return request.build();
  }

  private static byte[] body(HttpResponse<byte[]> response) {
    if (response.statusCode() != 200) {
      throw refusal(response);
    }
    return response.body();
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
        response.headers().firstValue("Retry-After").map(JsonEndpoint::pause).orElse(null));
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
}
