package dev.loxodonta.ingest.saga.fault;

import dev.loxodonta.ingest.saga.participant.Participants;
import dev.loxodonta.ingest.saga.participant.SagaParticipant;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.util.List;

/** Wraps the stores of a process whose setting {@code fault.points} says what is to happen. */
@Singleton
@Requires(property = "fault.points")
final class FaultyStores implements BeanCreatedEventListener<Participants> {

  private final List<FaultPoint> points;

  FaultyStores(@Value("${fault.points}") String points) {
    this.points = FaultPoint.parse(points);
  }

  @Override
  public Participants onCreated(BeanCreatedEvent<Participants> event) {
    return new Participants(
        event.getBean().all().stream()
            .map(p -> (SagaParticipant) new FaultyStore(p, points))
            .toList());
  }
}
