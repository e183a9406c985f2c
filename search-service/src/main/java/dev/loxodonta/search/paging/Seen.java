package dev.loxodonta.search.paging;

import java.util.UUID;

/**
 * A memory that was on a page.
 *
 * @param project the place of its project among those of the request, 0 to 32,767; 0 where there is
 *     one
 * @param memory its id
 */
public record Seen(int project, UUID memory) {

  /** A memory of the only project. */
  public Seen(UUID memory) {
    this(0, memory);
  }
}
