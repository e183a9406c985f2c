/**
 * A thin layer over JDBC: one statement per call with positional parameters, transactions, pools
 * and single connections, and the way from an {@link java.sql.SQLException} to an error of the
 * service. The entry types are {@link dev.loxodonta.router.jdbc.Sql} and {@link
 * dev.loxodonta.router.jdbc.Server}. Everything here blocks and is meant for virtual threads; a
 * connection belongs to one thread. No SQL stands here.
 */
@NullMarked
package dev.loxodonta.router.jdbc;

import org.jspecify.annotations.NullMarked;
