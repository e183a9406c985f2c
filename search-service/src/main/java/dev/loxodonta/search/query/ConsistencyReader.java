package dev.loxodonta.search.query;

import dev.loxodonta.service.error.FieldChecks;
import dev.loxodonta.topology.ReadNeed;
import dev.loxodonta.topology.WriteToken;
import dev.loxodonta.type.v1.Consistency;
import java.time.Duration;
import java.util.Optional;

/** Checks how fresh a read must be. Stateless. */
public final class ConsistencyReader {

  private static final int MAX_TOKEN_CHARACTERS = 128;
  private static final Duration MAX_STALENESS = Duration.ofHours(1);

  private ConsistencyReader() {}

  /**
   * Returns how fresh. After a violation was noted it must not be used.
   *
   * @param checks where violations are noted, with the message's own field as prefix
   */
  public static ReadNeed read(Consistency consistency, FieldChecks checks) {
    Optional<WriteToken> token = token(consistency.getWriteToken(), checks);
    if (!consistency.hasMaxStaleness()) {
      return new ReadNeed(token, Optional.empty(), consistency.getPrimaryOnly());
    }
    Duration staleness =
        checks.duration(
            "max_staleness", consistency.getMaxStaleness(), Duration.ZERO, MAX_STALENESS);
    boolean primaryOnly = consistency.getPrimaryOnly() || staleness == null || staleness.isZero();
    return new ReadNeed(token, Optional.ofNullable(staleness), primaryOnly);
  }

  private static Optional<WriteToken> token(String text, FieldChecks checks) {
    if (text.isEmpty() || !checks.length("write_token", text, 0, MAX_TOKEN_CHARACTERS)) {
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
