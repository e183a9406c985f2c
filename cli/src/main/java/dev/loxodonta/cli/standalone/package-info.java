/**
 * A whole cluster on this machine: PostgreSQL servers as child processes and all services in this
 * JVM. {@link dev.loxodonta.cli.standalone.Standalone#start} brings it up, on an empty folder or on
 * one that it filled before, and closing it stops everything and keeps the data. The services are
 * the same beans that run as processes of their own elsewhere; only their settings are made here.
 */
@NullMarked
package dev.loxodonta.cli.standalone;

import org.jspecify.annotations.NullMarked;
