package dev.loxodonta.router.config;

import dev.loxodonta.router.jdbc.Credentials;
import dev.loxodonta.router.jdbc.Server;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where the catalog lives.
 *
 * @param host the server; several, with commas, when it may fail over: the one that takes writes is
 *     used. Each may carry a port of its own, as {@code a:5432,b:5432}. Default {@code localhost}.
 *     Not through a pooler in transaction mode: the router listens for notifications
 * @param port the port of hosts that name none, 1 to 65535. Default 5432
 * @param database the database; made when it is missing. Default {@code loxodonta_catalog}
 * @param username a role that may make the database. Default {@code loxo_admin}
 * @param password its password; absent: none is sent
 * @param passwordFile a file that holds the password and nothing else; wins over {@code password}
 * @param maxConnections pooled connections, 2 to 100; three more are held for the lead, for
 *     notifications and for start-up. Default 8
 */
@ConfigurationProperties("loxodonta.catalog")
public record CatalogConfig(
    @NotBlank @Bindable(defaultValue = "localhost") String host,
    @Min(1) @Max(65_535) @Bindable(defaultValue = "5432") int port,
    @NotBlank @Bindable(defaultValue = "loxodonta_catalog") String database,
    @NotBlank @Bindable(defaultValue = "loxo_admin") String username,
    Optional<String> password,
    Optional<Path> passwordFile,
    @Min(2) @Max(100) @Bindable(defaultValue = "8") int maxConnections) {

  /** Returns the catalog's database with its login. */
  public Server server() {
    return new Server(hosts(), database, Credentials.of(username, password, passwordFile));
  }

  private String hosts() {
    return Arrays.stream(host.split(","))
        .map(String::strip)
        .map(h -> h.matches(".*:\\d+") ? h : h + ":" + port)
        .collect(Collectors.joining(","));
  }
}
