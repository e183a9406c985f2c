package dev.loxodonta.search.read;

import dev.loxodonta.search.select.Answer;
import dev.loxodonta.topology.Node;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An answer with where it came from.
 *
 * @param answer what the node sent
 * @param node the node
 * @param lag how old its data may be; absent when not known
 * @param took how long PostgreSQL and the way to it took
 */
public record Reading<R>(Answer<R> answer, Node node, Optional<Duration> lag, Duration took) {

  /** Returns where it came from, without what came. */
  public Reading<R> withoutRows() {
    Answer<R> empty = new Answer<>(answer.epoch(), answer.role(), answer.lsn(), List.of());
    return new Reading<>(empty, node, lag, took);
  }

  /** Returns the rows. */
  public List<R> rows() {
    return answer.rows();
  }
}
