package dev.loxodonta.topology;

/**
 * One PostgreSQL server of the map.
 *
 * @param nodeId unique in the cluster, from 1
 * @param name as {@code shard-1-replica-1}
 * @param host host name or address
 * @param port TCP port
 * @param database the shard's database on it
 * @param role what the router saw last
 * @param up whether it answered the router last
 */
public record Node(
    int nodeId, String name, String host, int port, String database, NodeRole role, boolean up) {}
