package dev.loxodonta.ingest.memory.statement;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Times on their way between Java, protobuf and PostgreSQL. Stateless. */
public final class Times {

  /** 2000-01-01, where PostgreSQL's binary timestamps begin, in seconds since 1970. */
  private static final long POSTGRES_EPOCH_SECONDS = 946_684_800L;

  private Times() {}

  /** Returns one field of many rows as an array for {@code timestamptz[]}. */
  static <T> Instant[] column(List<T> rows, Function<T, @Nullable Instant> field) {
    return rows.stream().map(field).toList().toArray(new Instant[0]);
  }

  /** Returns microseconds since 2000, PostgreSQL's binary form. */
  static long toBinary(Instant time) {
    return (time.getEpochSecond() - POSTGRES_EPOCH_SECONDS) * 1_000_000 + time.getNano() / 1_000;
  }

  /** Returns a time as protobuf's. */
  public static Timestamp toTimestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }
}
