package dev.loxodonta.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.embedding.EmbeddingException.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class LocalEmbedderTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final GatedModel model = new GatedModel();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final LocalEmbedder embedder = embedder(config(), registry);

  @AfterEach
  void close() {
    model.let(1000);
    embedder.close();
  }

  @Test
  void embed_answersInTheOrderOfTheTexts() {
    model.let(3);
    StepVerifier.create(embedder.embed(List.of("a", "bbb", "cc")))
        .assertNext(
            vectors ->
                assertThat(vectors)
                    .containsExactly(new float[] {1}, new float[] {3}, new float[] {2}))
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void embed_answersNothingToNothing() {
    StepVerifier.create(embedder.embed(List.of())).expectNext(List.of()).verifyComplete();
  }

  @Test
  void embed_refusesBlankTextsByIndex() {
    StepVerifier.create(embedder.embed(List.of("a", " \n")))
        .verifyErrorSatisfies(e -> assertRefused(e, Reason.EMPTY_TEXT, "texts[1]"));
  }

  @Test
  void embed_refusesMoreTextsThanACallMayCarry() {
    StepVerifier.create(embedder.embed(List.of("a", "b", "c", "d")))
        .verifyErrorSatisfies(e -> assertRefused(e, Reason.TOO_MANY_TEXTS, "at most 3"));
  }

  @Test
  void embed_refusesWhatTheQueueHasNoRoomFor() {
    embedder.embed(List.of("computed", "waits", "waits")).onErrorComplete().subscribe();
    await().until(() -> embedder.waiting() == 2);
    StepVerifier.create(embedder.embed(List.of("a", "b", "c")))
        .verifyErrorSatisfies(e -> assertRefused(e, Reason.QUEUE_FULL, "capacity is 4"));
    assertThat(embedder.waiting()).isEqualTo(2);
  }

  @Test
  void embed_leavesTheQueueWhenCancelled() {
    Disposable call =
        embedder.embed(List.of("begun", "never", "never")).onErrorComplete().subscribe();
    await().until(() -> model.begun().size() == 1);
    call.dispose();
    assertThat(embedder.waiting()).isZero();
    model.let(2);
    embedder.embed(List.of("next")).block(PATIENCE);
    assertThat(model.begun()).containsExactly("begun", "next");
  }

  @Test
  void embed_doesNotMakeASingleTextWaitForABatch() {
    embedder.embed(List.of("load 1", "load 2", "load 3")).onErrorComplete().subscribe();
    await().until(() -> model.begun().size() == 1);
    CompletableFuture<List<float[]>> search = embedder.embed(List.of("search")).toFuture();
    model.let(3);
    assertThat(search).succeedsWithin(PATIENCE);
    await().until(() -> model.begun().size() == 4);
    assertThat(model.begun()).containsExactly("load 1", "load 2", "search", "load 3");
  }

  @Test
  void embed_failsOnlyTheCallWhoseTextFails() {
    model.let(10);
    StepVerifier.create(embedder.embed(List.of(GatedModel.FAILING_TEXT)))
        .expectErrorSatisfies(e -> assertRefused(e, Reason.MODEL_FAILED, "texts[0]"))
        .verify(PATIENCE);
    StepVerifier.create(embedder.embed(List.of("a")))
        .expectNextCount(1)
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void embed_signalsOnAThreadOfItsOwn() {
    model.let(1);
    Mono<String> thread =
        embedder.embed(List.of("a")).map(vectors -> Thread.currentThread().getName());
    assertThat(thread.block(PATIENCE)).startsWith("embedding-");
  }

  @Test
  void embed_loadsTheModelAgainWhenItCouldNotBeLoaded() {
    AtomicInteger loads = new AtomicInteger();
    LocalEmbedder late =
        new LocalEmbedder(
            "test",
            1,
            () -> loadedAtSecondTry(loads),
            config(),
            new EmbeddingMetrics(new SimpleMeterRegistry()));
    StepVerifier.create(late.embed(List.of("a")))
        .expectErrorSatisfies(e -> assertRefused(e, Reason.MODEL_UNAVAILABLE, "not there"))
        .verify(PATIENCE);
    model.let(1);
    StepVerifier.create(late.embed(List.of("a")))
        .expectNextCount(1)
        .expectComplete()
        .verify(PATIENCE);
    late.close();
  }

  @Test
  void close_failsWhatWaitsAndLetsTheRestFinish() {
    CompletableFuture<List<float[]>> computed = embedder.embed(List.of("a")).toFuture();
    await().until(() -> model.begun().size() == 1);
    CompletableFuture<List<float[]>> waits = embedder.embed(List.of("b")).toFuture();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(embedder::close);
    assertThat(waits).failsWithin(PATIENCE);
    model.let(1);
    assertThat(closing).succeedsWithin(PATIENCE);
    assertThat(computed).isCompletedWithValueMatching(vectors -> vectors.size() == 1);
    assertThat(model.isClosed()).isTrue();
    StepVerifier.create(embedder.embed(List.of("late")))
        .verifyErrorSatisfies(e -> assertRefused(e, Reason.CLOSED, "closed"));
  }

  @Test
  void embed_answersManyCallersAtTheSameTime() {
    LocalEmbedder parallel =
        embedder(new EmbeddingConfig(4, 10_000, 100, 0, true), new SimpleMeterRegistry());
    model.let(10_001);
    List<CompletableFuture<List<float[]>>> calls =
        IntStream.range(0, 100).mapToObj(i -> parallel.embed(hundredTexts(i)).toFuture()).toList();
    for (int i = 0; i < calls.size(); i++) {
      assertThat(calls.get(i)).succeedsWithin(PATIENCE);
      assertThat(calls.get(i).join())
          .hasSize(100)
          .contains(new float[] {i + 1})
          .doesNotContainNull();
    }
    assertThat(parallel.waiting()).isZero();
    parallel.close();
  }

  @Test
  void embed_isMeasured() {
    model.let(2);
    embedder.embed(List.of("a", "b")).block(PATIENCE);
    await().until(() -> registry.find("loxodonta.embedding.texts").counter() != null);
    assertThat(registry.get("loxodonta.embedding.texts").counter().count()).isEqualTo(2);
    assertThat(registry.get("loxodonta.embedding.call").tag("outcome", "ok").timer().count())
        .isEqualTo(1);
    assertThat(registry.get("loxodonta.embedding.waiting").gauge().value()).isZero();
  }

  private TextModel loadedAtSecondTry(AtomicInteger loads) {
    if (loads.incrementAndGet() == 1) {
      throw new EmbeddingException(Reason.MODEL_UNAVAILABLE, "not there");
    }
    return model;
  }

  private static List<String> hundredTexts(int call) {
    return IntStream.range(0, 100).mapToObj(i -> "x".repeat(call + 1)).toList();
  }

  private LocalEmbedder embedder(EmbeddingConfig config, MeterRegistry registry) {
    return new LocalEmbedder("test", 1, () -> model, config, new EmbeddingMetrics(registry));
  }

  private static EmbeddingConfig config() {
    return new EmbeddingConfig(1, 4, 3, 0, false);
  }

  private static void assertRefused(Throwable error, Reason reason, String words) {
    assertThat(error)
        .isInstanceOfSatisfying(
            EmbeddingException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(words);
  }
}
