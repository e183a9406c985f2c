package dev.loxodonta.ingest.memory.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class GroupCommitTest {

  @Test
  void items_areAnsweredInTheirOrder() {
    Flux<Integer> answers =
        GroupCommit.of(Flux.range(0, 10_000), 100, 7, group -> Flux.fromIterable(group));
    assertThat(answers.collectList().block(Duration.ofSeconds(10)))
        .isEqualTo(Flux.range(0, 10_000).collectList().block());
  }

  @Test
  void group_holdsWhatCameWhileTheOneBeforeWasWritten() {
    TestPublisher<Integer> items = TestPublisher.create();
    Sinks.Empty<Void> written = Sinks.empty();
    List<List<Integer>> groups = new ArrayList<>();
    Flux<Integer> answers =
        GroupCommit.of(
            items.flux(),
            100,
            3,
            group -> {
              groups.add(group);
              return written.asMono().thenMany(Flux.fromIterable(group));
            });
    StepVerifier.create(answers)
        .then(() -> items.next(1, 2, 3, 4, 5))
        .then(written::tryEmitEmpty)
        .then(items::complete)
        .expectNext(1, 2, 3, 4, 5)
        .verifyComplete();
    assertThat(groups).containsExactly(List.of(1), List.of(2, 3, 4), List.of(5));
  }

  @Test
  void noMoreItemsAreAskedForThanWereAnsweredBeyondTheWindow() {
    TestPublisher<Integer> items = TestPublisher.create();
    Flux<Integer> answers = GroupCommit.of(items.flux(), 4, 10, Flux::fromIterable);
    StepVerifier.create(answers, 0)
        .then(() -> items.next(1, 2, 3, 4))
        .then(items::assertNoRequestOverflow)
        .thenRequest(2)
        .expectNext(1, 2)
        .then(() -> items.next(5, 6))
        .then(items::assertNoRequestOverflow)
        .thenCancel()
        .verify();
    items.assertCancelled();
  }

  @Test
  void stream_failsAfterItsItemsWereAnswered() {
    Flux<Integer> items = Flux.just(1, 2).concatWith(Flux.error(new IllegalStateException("x")));
    StepVerifier.create(GroupCommit.of(items, 10, 10, Flux::fromIterable))
        .expectNext(1, 2)
        .verifyErrorMessage("x");
  }

  @Test
  void write_isCancelledWhenTheReaderGoesAway() {
    TestPublisher<Integer> write = TestPublisher.create();
    StepVerifier.create(
            GroupCommit.of(Flux.just(1).concatWith(Flux.never()), 5, 5, g -> write.flux()))
        .then(() -> write.assertSubscribers(1))
        .thenCancel()
        .verify();
    write.assertCancelled();
  }
}
