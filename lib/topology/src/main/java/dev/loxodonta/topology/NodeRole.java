package dev.loxodonta.topology;

/** What a node does in its shard. */
public enum NodeRole {
  /** Not known yet. */
  UNKNOWN,
  /** Takes writes. */
  PRIMARY,
  /** Follows the primary and takes reads. */
  REPLICA
}
