package dev.loxodonta.ingest.memory.read;

import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.topology.ReadNeed;
import dev.loxodonta.topology.WriteToken;
import dev.loxodonta.type.v1.Consistency;
import java.time.Duration;
import java.util.Optional;

/** Checks how fresh a read must be. Pure. */
final class ConsistencyChecks {

  private static final Duration MAX_STALENESS = Duration.ofHours(1);
  private static final int MAX_TOKEN_CHARACTERS = 128;

  private ConsistencyChecks() {}

  /** Returns the need of a request; the field is {@code consistency}. */
  static ReadNeed need(FieldChecks request, Consistency consistency) {
    FieldChecks checks = request.under("consistency");
    Optional<Duration> staleness =
        consistency.hasMaxStaleness()
            ? Optional.ofNullable(
                checks.duration(
                    "max_staleness", consistency.getMaxStaleness(), Duration.ZERO, MAX_STALENESS))
            : Optional.empty();
    boolean primary =
        consistency.getPrimaryOnly() || staleness.filter(Duration::isZero).isPresent();
    return new ReadNeed(token(checks, consistency.getWriteToken()), staleness, primary);
  }

  private static Optional<WriteToken> token(FieldChecks checks, String text) {
    if (text.isEmpty() || !checks.length("write_token", text, 1, MAX_TOKEN_CHARACTERS)) {
      return Optional.empty();
    }
    try {
      return Optional.of(WriteToken.parse(text));
    } catch (IllegalArgumentException e) {
      checks.violation("write_token", text, "a token that a write answered with");
      return Optional.empty();
    }
  }
}
