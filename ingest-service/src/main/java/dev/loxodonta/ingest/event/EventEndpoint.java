package dev.loxodonta.ingest.event;

import dev.loxodonta.ingest.v1.ListEventsRequest;
import dev.loxodonta.ingest.v1.ListEventsResponse;
import dev.loxodonta.ingest.v1.ReactorEventServiceGrpc;
import dev.loxodonta.ingest.v1.RecordEventsRequest;
import dev.loxodonta.ingest.v1.RecordEventsResponse;
import jakarta.inject.Singleton;
import reactor.core.publisher.Mono;

/** The gRPC service of events: hands each call to the class of its method. Thread-safe. */
@Singleton
final class EventEndpoint extends ReactorEventServiceGrpc.EventServiceImplBase {

  private final EventRecording recording;
  private final EventList list;

  EventEndpoint(EventRecording recording, EventList list) {
    this.recording = recording;
    this.list = list;
  }

  @Override
  public Mono<RecordEventsResponse> recordEvents(RecordEventsRequest request) {
    return Mono.defer(() -> recording.write(request));
  }

  @Override
  public Mono<ListEventsResponse> listEvents(ListEventsRequest request) {
    return Mono.defer(() -> list.read(request));
  }
}
