package dev.loxodonta.postgres;

import dev.loxodonta.topology.Location;

/**
 * A project with its place.
 *
 * @param project its settings
 * @param location its slot and shard
 */
public record ProjectHome(Project project, Location location) {}
