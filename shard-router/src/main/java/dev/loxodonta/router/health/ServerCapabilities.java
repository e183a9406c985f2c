package dev.loxodonta.router.health;

import dev.loxodonta.router.jdbc.Sql;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.intellij.lang.annotations.Language;

/**
 * What a server can do.
 *
 * @param serverVersion PostgreSQL's version, as {@code 18.1}; empty: not known
 * @param extensions versions of the extensions that can be used on it, by name; only those that
 *     Loxodonta can make use of
 */
public record ServerCapabilities(String serverVersion, Map<String, String> extensions) {

  /** Nothing is known. */
  public static final ServerCapabilities UNKNOWN = new ServerCapabilities("", Map.of());

  /** An extension that works only when the server was started with it does not count otherwise. */
  @Language("SQL")
  private static final String SQL =
      """
      SELECT split_part(current_setting('server_version'), ' ', 1) AS version,
             ARRAY(SELECT name || '=' || default_version FROM pg_available_extensions
               WHERE default_version IS NOT NULL
                 AND (name IN ('vector', 'vectorscale', 'btree_gin', 'pg_prewarm')
                   OR name IN ('pg_textsearch', 'pg_stat_statements')
                     AND name = ANY (string_to_array(replace(
                       current_setting('shared_preload_libraries'), ' ', ''), ',')))
               ORDER BY name) AS extensions
      """;

  /** Copies the extensions. */
  public ServerCapabilities {
    extensions = Map.copyOf(extensions);
  }

  /** Asks; one round trip, in which the server reads the files of its extensions. */
  public static ServerCapabilities ask(Connection connection) throws SQLException {
    return Sql.first(connection, SQL, ServerCapabilities::toCapabilities).orElse(UNKNOWN);
  }

  /** Returns whether anything is known. */
  public boolean isKnown() {
    return !serverVersion.isEmpty();
  }

  /** Returns the extensions as {@code name=version}, by name. */
  String[] pairs() {
    return new TreeMap<>(extensions)
        .entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toArray(String[]::new);
  }

  static ServerCapabilities of(String serverVersion, Array pairs) throws SQLException {
    Map<String, String> extensions = new TreeMap<>();
    Arrays.stream((String[]) pairs.getArray())
        .map(pair -> pair.split("=", 2))
        .forEach(pair -> extensions.put(pair[0], pair[1]));
    return new ServerCapabilities(serverVersion, extensions);
  }

  private static ServerCapabilities toCapabilities(ResultSet row) throws SQLException {
    return of(row.getString("version"), row.getArray("extensions"));
  }
}
