package dev.loxodonta.postgres;

import io.r2dbc.postgresql.api.PostgresqlConnection;

/**
 * An open transaction on the primary of a project's shard, behind the fence: the tenant is set and
 * the slot cannot move before it ends.
 *
 * @param home the project and its place
 * @param connection the driver's connection; not to be closed, committed or kept
 */
public record WriteSession(ProjectHome home, PostgresqlConnection connection) {

  /** Returns the slot, a literal in every statement so that planning prunes to one partition. */
  public int slot() {
    return home.location().slot().slot();
  }

  /** Returns the project's id. */
  public long projectId() {
    return home.project().projectId();
  }
}
