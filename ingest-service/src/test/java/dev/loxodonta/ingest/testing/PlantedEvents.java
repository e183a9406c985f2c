package dev.loxodonta.ingest.testing;

import com.google.protobuf.Timestamp;
import dev.loxodonta.ingest.v1.RecordEventsRequest;
import dev.loxodonta.type.v1.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Events with clusters planted in them: in each session so many topics, whose events follow each
 * other mixed, one a second, with vectors around the topic's own. The text names session and topic.
 */
public final class PlantedEvents {

  private static final int DIMENSIONS = 64;
  private static final double NOISE = 0.4;

  private final float[] origin;
  private final Random random = new Random(20_261_121);
  private final List<Event> events = new ArrayList<>();

  /** Makes vectors of {@link #dimensions()} numbers. */
  public PlantedEvents() {
    this(DIMENSIONS);
  }

  /** Makes vectors of so many numbers. */
  public PlantedEvents(int dimensions) {
    origin = new float[dimensions];
  }

  /** Plants topics in sessions, so many events each, from a time on. */
  public PlantedEvents plant(int sessions, int topics, int size, Instant from) {
    for (int session = 0; session < sessions; session++) {
      for (int topic = 0; topic < topics; topic++) {
        float[] centre = vector(origin, 1);
        for (int i = 0; i < size; i++) {
          add(
              "session-" + session,
              "topic" + topic + " was spoken of",
              centre,
              from,
              i * topics + topic);
        }
      }
    }
    return this;
  }

  /** Adds events that resemble no other. */
  public PlantedEvents noise(int count, Instant from) {
    for (int i = 0; i < count; i++) {
      add("session-" + i % 3, "noise " + i, vector(origin, 1), from, i);
    }
    return this;
  }

  /** Records them in a project, mixed. */
  public void record(IngestProcess ingest, long projectId) {
    Collections.shuffle(events, random);
    for (int from = 0; from < events.size(); from += 500) {
      ingest
          .events()
          .recordEvents(
              RecordEventsRequest.newBuilder()
                  .setProjectId(projectId)
                  .addAllEvents(events.subList(from, Math.min(events.size(), from + 500)))
                  .build());
    }
  }

  /** Returns how many numbers their vectors have by default. */
  public static int dimensions() {
    return DIMENSIONS;
  }

  private void add(String session, String text, float[] centre, Instant from, int seconds) {
    Event.Builder event =
        Event.newBuilder()
            .setId(new UUID(random.nextLong(), random.nextLong()).toString())
            .setSessionId(session)
            .setContent(text)
            .setTimestamp(
                Timestamp.newBuilder().setSeconds(from.plusSeconds(seconds).getEpochSecond()));
    for (float value : vector(centre, NOISE)) {
      event.addEmbedding(value);
    }
    events.add(event.build());
  }

  private float[] vector(float[] centre, double noise) {
    float[] vector = new float[centre.length];
    for (int i = 0; i < vector.length; i++) {
      double step = noise * random.nextGaussian() / Math.sqrt(vector.length);
      vector[i] = (float) (centre[i] + step);
    }
    return vector;
  }
}
