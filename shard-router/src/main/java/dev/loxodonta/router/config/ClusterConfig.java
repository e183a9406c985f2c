package dev.loxodonta.router.config;

import dev.loxodonta.router.jdbc.Credentials;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the cluster is made of.
 *
 * @param slots how many slots project ids are hashed to, 1 to 16,384; taken when the cluster is
 *     made and fixed from then on. Default 32
 * @param adminUsername the role that owns the tables on the shards. It makes databases and roles,
 *     so a superuser, or one with CREATEDB and CREATEROLE where the extension is trusted. Default
 *     {@code loxo_admin}
 * @param adminPassword its password; absent: none is sent
 * @param adminPasswordFile a file that holds it; wins
 * @param serviceUsername the role that ingest and search log in as; made when it is missing.
 *     Default {@code loxo_service}
 * @param servicePassword the password that it is given; absent: none is set
 * @param servicePasswordFile a file that holds it; wins
 * @param shards the shards, at least one; the first start spreads the slots over them
 */
@ConfigurationProperties("loxodonta.cluster")
public record ClusterConfig(
    @Min(1) @Max(16_384) @Bindable(defaultValue = "32") int slots,
    @NotBlank @Bindable(defaultValue = "loxo_admin") String adminUsername,
    Optional<String> adminPassword,
    Optional<Path> adminPasswordFile,
    @NotBlank @Bindable(defaultValue = "loxo_service") String serviceUsername,
    Optional<String> servicePassword,
    Optional<Path> servicePasswordFile,
    @NotEmpty List<ShardEntry> shards) {

  /**
   * Checks that names are unique.
   *
   * @throws IllegalArgumentException when two shards or two nodes have the same name
   */
  public ClusterConfig {
    shards = shards == null ? List.of() : List.copyOf(shards);
    requireUnique("shard", shards.stream().map(ShardEntry::name));
    requireUnique("node", shards.stream().flatMap(s -> s.nodes().stream()).map(NodeEntry::name));
  }

  /** Returns the owner's login. */
  public Credentials admin() {
    return Credentials.of(adminUsername, adminPassword, adminPasswordFile);
  }

  /** Returns the services' login. */
  public Credentials service() {
    return Credentials.of(serviceUsername, servicePassword, servicePasswordFile);
  }

  private static void requireUnique(String what, Stream<String> names) {
    List<String> all = names.toList();
    if (all.stream().distinct().count() < all.size()) {
      throw new IllegalArgumentException(
          "loxodonta.cluster.shards has two " + what + "s of the same name: " + all);
    }
  }
}
