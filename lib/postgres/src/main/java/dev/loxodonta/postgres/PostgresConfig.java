package dev.loxodonta.postgres;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a service talks to the shards' PostgreSQL servers.
 *
 * @param username the role that it logs in as; row security must apply to it. Default {@code
 *     loxo_service}
 * @param password its password; absent means none is sent
 * @param passwordFile a file that holds the password and nothing else; wins over {@code password}
 * @param maxConnections connections per node for writes and long reads, 1 to 1,000. Default 16
 * @param concurrentReads connections per node for reads, which is how many run there at once;
 *     others wait for their turn. 1 to 1,000. Best about twice the node's processors: more of them
 *     take the processors' caches from each other and make each read slower. Default 16
 * @param acquireTimeout how long a call waits for a connection before RESOURCE_EXHAUSTED; longer
 *     than {@code connectTimeout}, else a node that is gone looks like a busy one. Default 4 s
 * @param connectTimeout how long a new connection may take, and a query's cancellation. Default 3 s
 * @param attemptTimeout how long one node may take for one read before the next is asked, and for
 *     the fence and the commit of a write. Default 10 s
 * @param hedgeAfter how long a node may take for a read at least before a second node is asked as
 *     well; the time that 95 % of the last reads took where that is longer. Zero: never. Default 30
 *     ms
 * @param preparedStatements statements kept prepared per connection, 0 to 10,000; 0 for a PgBouncer
 *     older than 1.21 in transaction mode. Default 256
 * @param writeRetry how long a write goes on trying while its slot is being moved. Default 5 s
 */
@ConfigurationProperties("loxodonta.postgres")
public record PostgresConfig(
    @NotBlank @Bindable(defaultValue = "loxo_service") String username,
    Optional<String> password,
    Optional<Path> passwordFile,
    @Min(1) @Max(1_000) @Bindable(defaultValue = "16") int maxConnections,
    @Min(1) @Max(1_000) @Bindable(defaultValue = "16") int concurrentReads,
    @Bindable(defaultValue = "4s") Duration acquireTimeout,
    @Bindable(defaultValue = "3s") Duration connectTimeout,
    @Bindable(defaultValue = "10s") Duration attemptTimeout,
    @Bindable(defaultValue = "30ms") Duration hedgeAfter,
    @Min(0) @Max(10_000) @Bindable(defaultValue = "256") int preparedStatements,
    @Bindable(defaultValue = "5s") Duration writeRetry) {}
