package dev.loxodonta.search.rank;

import java.util.Comparator;
import java.util.UUID;

/** The order of UUIDs. */
public final class IdOrder {

  /** As PostgreSQL orders them: byte by byte, unsigned. {@link UUID#compareTo} is signed. */
  public static final Comparator<UUID> BYTES =
      ((Comparator<UUID>)
              (a, b) ->
                  Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits()))
          .thenComparing(
              (a, b) ->
                  Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits()));

  private IdOrder() {}
}
