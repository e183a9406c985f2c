package dev.loxodonta.search.select;

import dev.loxodonta.topology.NodeRole;
import java.util.List;

/**
 * What a statement brought from a node.
 *
 * @param epoch the slot's epoch as the node knows it; {@link #NO_SLOT} when the slot is not there
 * @param role what the node is
 * @param lsn the node's log position
 * @param rows what was searched for, in no particular order
 */
public record Answer<R>(long epoch, NodeRole role, long lsn, List<R> rows) {

  /** Stands for the epoch of a slot that the node does not have. */
  public static final long NO_SLOT = 0;
}
