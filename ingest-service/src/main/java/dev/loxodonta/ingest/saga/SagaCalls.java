package dev.loxodonta.ingest.saga;

import dev.loxodonta.ingest.saga.machine.StepOutcome;
import dev.loxodonta.ingest.saga.participant.SagaParticipant;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Calls a store once, with a time limit, and says what became of it. Thread-safe. */
@Singleton
final class SagaCalls {

  private static final Logger log = LoggerFactory.getLogger(SagaCalls.class);
  private static final int MAX_ERROR_CHARACTERS = 1_024;

  private final Duration timeout;
  private final MeterRegistry metrics;

  SagaCalls(SagaConfig config, MeterRegistry metrics) {
    this.timeout = config.callTimeout();
    this.metrics = metrics;
  }

  /** Returns the outcome; never fails. */
  Mono<StepOutcome> call(SagaParticipant participant, Mono<Void> call) {
    return Mono.defer(
        () -> {
          Timer.Sample sample = Timer.start(metrics);
          return call.timeout(timeout)
              .thenReturn((StepOutcome) new StepOutcome.Succeeded())
              .onErrorResume(e -> Mono.just(failed(participant, e)))
              .doOnNext(outcome -> sample.stop(timer(participant, outcome)));
        });
  }

  private StepOutcome failed(SagaParticipant participant, Throwable failure) {
    log.debug("{} failed", participant.name(), failure);
    String error = shown(failure);
    return participant.isRefusal(failure)
        ? new StepOutcome.Refused(error, participant.isCache())
        : new StepOutcome.FailedForNow(error, participant.isCache());
  }

  private String shown(Throwable failure) {
    if (failure instanceof TimeoutException) {
      return "no answer within " + timeout.toMillis() + " ms";
    }
    String message = failure.getMessage();
    String text = message == null ? failure.getClass().getSimpleName() : message;
    String clean = text.replace('\0', ' ');
    return clean.length() <= MAX_ERROR_CHARACTERS
        ? clean
        : clean.substring(0, MAX_ERROR_CHARACTERS);
  }

  private Timer timer(SagaParticipant participant, StepOutcome outcome) {
    String result =
        switch (outcome) {
          case StepOutcome.Succeeded ok -> "applied";
          case StepOutcome.FailedForNow failed -> "failed";
          case StepOutcome.Refused refused -> "refused";
        };
    return Timer.builder("loxodonta.saga.call")
        .description("Calls to the stores that entities are brought to")
        .tag("participant", participant.name())
        .tag("outcome", result)
        .register(metrics);
  }
}
