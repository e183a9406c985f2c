package dev.loxodonta.ingest.event.draft;

import dev.loxodonta.ingest.memory.statement.RequestKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A checked RecordEvents.
 *
 * @param events the events in the order of the request
 * @param key what makes it idempotent; null: nothing does
 * @param textOnly whether events without a vector stay without one
 */
public record EventPlan(List<EventDraft> events, @Nullable RequestKey key, boolean textOnly) {

  /** Copies the list. */
  public EventPlan {
    events = List.copyOf(events);
  }
}
