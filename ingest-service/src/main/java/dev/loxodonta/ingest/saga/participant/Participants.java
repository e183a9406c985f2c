package dev.loxodonta.ingest.saga.participant;

import io.micronaut.core.order.OrderUtil;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** The stores that are configured, in the order in which writes go to them. Thread-safe. */
@Singleton
public final class Participants {

  private final List<SagaParticipant> ordered;

  /** Takes all that there are. */
  public Participants(List<SagaParticipant> participants) {
    this.ordered = OrderUtil.sort(participants.stream()).toList();
  }

  /** Returns them in order; empty when entities are only kept in PostgreSQL. */
  public List<SagaParticipant> all() {
    return ordered;
  }

  /** Returns their names in order. */
  public List<String> names() {
    return ordered.stream().map(SagaParticipant::name).toList();
  }

  /** Returns the one of a name; absent when it is not configured in this process. */
  public Optional<SagaParticipant> named(String name) {
    return ordered.stream().filter(p -> p.name().equals(name)).findFirst();
  }
}
