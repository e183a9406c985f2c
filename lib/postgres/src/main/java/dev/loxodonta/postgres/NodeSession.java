package dev.loxodonta.postgres;

import dev.loxodonta.topology.Node;
import io.r2dbc.postgresql.api.PostgresqlConnection;

/**
 * A connection to one node, lent for one read or one transaction.
 *
 * @param node the node
 * @param connection the driver's connection; not to be closed or kept
 */
public record NodeSession(Node node, PostgresqlConnection connection) {}
