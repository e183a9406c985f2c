package dev.loxodonta.embedding.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.embedding.EmbeddingConfig;
import dev.loxodonta.embedding.EmbeddingException;
import dev.loxodonta.embedding.EmbeddingException.Reason;
import dev.loxodonta.embedding.EmbeddingMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;

/** Against a real HTTP server that throttles, fails, hangs and answers wrongly. */
class EndpointEmbedderTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final EndpointServer server = new EndpointServer();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<EndpointEmbedder> open = new ArrayList<>();
  private int batchSize = 64;
  private int concurrency = 4;
  private int requestsPerMinute;
  private int attempts = 3;
  private Duration timeout = Duration.ofSeconds(5);
  private Duration maxPause = Duration.ofSeconds(2);
  private Optional<Path> keyFile = Optional.empty();
  private URI url = server.url();

  @AfterEach
  void close() {
    open.forEach(EndpointEmbedder::close);
    server.close();
  }

  @Test
  void vectors_areInTheOrderOfTheTextsOverSeveralRequests() {
    batchSize = 2;
    List<String> texts = List.of("a", "bb", "ccc", "dddd", "eeeee");
    assertThat(lengths(embedder(), texts)).containsExactly(1f, 2f, 3f, 4f, 5f);
    assertThat(server.requests()).hasSize(3);
    assertThat(embed(embedder(), List.of())).isEmpty();
  }

  @Test
  void request_carriesModelKeyAndTheBeginningOfLongTexts(@TempDir Path folder) throws Exception {
    keyFile = Optional.of(Files.writeString(folder.resolve("key"), "secret\n"));
    assertThat(lengths(embedder(), List.of("x".repeat(500), "say \"ä\"")))
        .containsExactly(100f, 7f);
    EndpointServer.Request request = server.requests().get(0);
    assertThat(request.authorization()).isEqualTo("Bearer secret");
    assertThat(request.body())
        .contains("\"model\":\"remote-name\"", "\"dimensions\":3", "\"encoding_format\":\"float\"");
  }

  @Test
  void request_isRepeatedAfterThePauseThatTheEndpointAsksFor() {
    server.then(EndpointServer.throttled("1"));
    long begun = System.nanoTime();
    assertThat(lengths(embedder(), List.of("a"))).containsExactly(1f);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(990));
    assertThat(requests("throttled")).isEqualTo(1);
    assertThat(requests("ok")).isEqualTo(1);
  }

  @Test
  void call_failsAtOnceWhenTheEndpointAsksForTooLongAPause() {
    server.then(EndpointServer.throttled("3600"));
    long begun = System.nanoTime();
    assertThat(failure(embedder()).reason()).isEqualTo(Reason.MODEL_UNAVAILABLE);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(maxPause);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void request_isRepeatedWhenTheEndpointFailsAndNotMoreThanItsAttempts() {
    server.then(EndpointServer.status(500), EndpointServer.status(503));
    EndpointEmbedder embedder = embedder();
    assertThat(lengths(embedder, List.of("a"))).containsExactly(1f);
    server.then(EndpointServer.status(500), EndpointServer.status(502), EndpointServer.status(504));
    assertThat(failure(embedder).reason()).isEqualTo(Reason.MODEL_UNAVAILABLE);
    assertThat(server.requests()).hasSize(6);
  }

  @Test
  void call_failsInTimeWhenTheEndpointHangs() {
    timeout = Duration.ofMillis(300);
    attempts = 2;
    server.then(server.whenLet(), EndpointServer.headOnly());
    long begun = System.nanoTime();
    assertThat(failure(embedder())).hasMessageContaining("no answer within");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void call_failsWhenNobodyListens() {
    url = URI.create("http://localhost:1/v1");
    assertThat(failure(embedder())).hasMessageContaining("no connection");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"data\":[{\"index\":0,\"embedding\":[1,2]}]} | 2 numbers, expected 3",
        "{\"data\":[{\"index\":0,\"embedding\":[1,2,3,4]}]} | 4 numbers, expected 3",
        "{\"data\":[]} | no vector 0 of 1",
        "{} | no vector 0 of 1",
        "{\"data\":[{\"index\":1,\"embedding\":[1,2,3]}]} | index 1",
        "{\"data\":[{\"embedding\":[1,2,3]},{\"embedding\":[1,2,3]}]} | index 1",
        "{\"data\":[{\"index\":0,\"embedding\":[1,NaN,3]}]} | no JSON",
        "{\"data\":[{\"index\":0,\"embedding\":[1,1e999,3]}]} | not finite",
        "{\"data\":[{\"index\":0,\"embedding\":\"AAAA\"}]} | index 0",
        "{\"data\":[{\"index\":0,\"embedding\":[1,2 | no JSON",
        "<html> | no JSON",
        "[1] | no JSON object"
      })
  void answer_isRefusedWhenItIsWrong(String json, String what) {
    server.then(EndpointServer.body(json));
    EmbeddingException failure = failure(embedder());
    assertThat(failure.reason()).isEqualTo(Reason.MODEL_UNAVAILABLE);
    assertThat(failure).hasMessageContaining(what);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void text_isRefusedWithoutAnotherAttemptWhenTheEndpointRefusesIt() {
    EndpointEmbedder embedder = embedder();
    for (int i = 0; i < 12; i++) {
      server.then(EndpointServer.status(400));
      assertThat(failure(embedder).reason()).isEqualTo(Reason.MODEL_FAILED);
    }
    assertThat(lengths(embedder, List.of("a"))).containsExactly(1f);
    assertThat(server.requests()).hasSize(13);
  }

  @Test
  void endpoint_isLeftAloneAfterFailuresAndAskedAgainLater() {
    attempts = 1;
    EndpointEmbedder embedder = embedder();
    for (int i = 0; i < 5; i++) {
      server.then(EndpointServer.status(500));
      failure(embedder);
    }
    EmbeddingException failure = failure(embedder);
    assertThat(failure).hasMessageContaining("left alone");
    assertThat(failure.reason()).isEqualTo(Reason.MODEL_UNAVAILABLE);
    assertThat(server.requests()).hasSize(5);
    await().ignoreExceptions().until(() -> !embed(embedder, List.of("a")).isEmpty());
  }

  @Test
  void requests_areSpacedByTheRateLimit() {
    batchSize = 1;
    requestsPerMinute = 600;
    long begun = System.nanoTime();
    assertThat(lengths(embedder(), List.of("a", "b", "c", "d", "e", "f"))).hasSize(6);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(400));
  }

  @Test
  void requests_areNoMoreAtOnceThanAllowedForAllCalls() {
    batchSize = 1;
    concurrency = 2;
    EndpointEmbedder embedder = embedder();
    for (int i = 0; i < 12; i++) {
      server.then(server.whenLet());
    }
    List<Disposable> calls =
        IntStream.range(0, 4)
            .mapToObj(i -> embedder.embed(List.of("a", "b", "c")).subscribe())
            .collect(Collectors.toList());
    for (int i = 1; i <= 12; i++) {
      int expected = i;
      server.let(1);
      await().until(() -> requests("ok") >= expected);
    }
    assertThat(server.mostRunning()).isLessThanOrEqualTo(2);
    await().until(() -> calls.stream().allMatch(Disposable::isDisposed));
  }

  @Test
  void call_leavesNothingBehindWhenItIsCancelled() {
    batchSize = 1;
    concurrency = 1;
    server.then(server.whenLet());
    EndpointEmbedder embedder = embedder();
    Disposable call = embedder.embed(List.of("a", "b", "c")).subscribe();
    await().until(() -> server.requests().size() == 1);
    call.dispose();
    await().until(() -> waiting() == 0);
    assertThat(lengths(embedder, List.of("dd"))).containsExactly(2f);
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void texts_areRefusedWhenTheyAreBlankOrTooMany() {
    EndpointEmbedder embedder = embedder();
    assertThat(failure(embedder, List.of("a", " ")).reason()).isEqualTo(Reason.EMPTY_TEXT);
    List<String> many = IntStream.range(0, 1_001).mapToObj(i -> "text").toList();
    assertThat(failure(embedder, many).reason()).isEqualTo(Reason.TOO_MANY_TEXTS);
    assertThat(server.requests()).isEmpty();
  }

  private EndpointEmbedder embedder() {
    EndpointConfig config =
        new EndpointConfig(
            "test",
            url,
            "model",
            Optional.of("remote-name"),
            3,
            true,
            keyFile,
            batchSize,
            concurrency,
            requestsPerMinute,
            timeout,
            attempts,
            maxPause,
            Duration.ofMillis(200),
            100);
    EndpointEmbedder embedder =
        new EndpointEmbedder(
            config,
            new EmbeddingConfig(1, 10_000, 1_000, 0, false),
            new EmbeddingMetrics(registry));
    open.add(embedder);
    return embedder;
  }

  private double requests(String outcome) {
    return registry.find("loxodonta.embedding.requests").tag("outcome", outcome).counters().stream()
        .mapToDouble(c -> c.count())
        .sum();
  }

  private double waiting() {
    return Objects.requireNonNull(registry.find("loxodonta.embedding.waiting").gauge()).value();
  }

  private static List<float[]> embed(EndpointEmbedder embedder, List<String> texts) {
    return Objects.requireNonNull(embedder.embed(texts).block(PATIENCE));
  }

  private static List<Float> lengths(EndpointEmbedder embedder, List<String> texts) {
    return embed(embedder, texts).stream().map(v -> v[0]).toList();
  }

  private static EmbeddingException failure(EndpointEmbedder embedder) {
    return failure(embedder, List.of("a"));
  }

  private static EmbeddingException failure(EndpointEmbedder embedder, List<String> texts) {
    return catchThrowableOfType(EmbeddingException.class, () -> embed(embedder, texts));
  }
}
