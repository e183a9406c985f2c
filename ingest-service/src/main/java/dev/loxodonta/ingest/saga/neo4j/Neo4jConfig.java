package dev.loxodonta.ingest.saga.neo4j;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where entities are written to Neo4j.
 *
 * @param uri the server, as {@code neo4j://host:7687} or {@code bolt+s://host:7687}; absent:
 *     entities do not go to Neo4j. Default none
 * @param username who logs in. Default {@code neo4j}
 * @param password the password; absent means no authentication
 * @param passwordFile a file that holds the password and nothing else; wins over {@code password}
 * @param database the database; absent means the server's own choice
 * @param label the label of the nodes: a letter, then letters, digits and underscores. Default
 *     {@code Entity}
 * @param maxConnections connections, 1 to 1,000. Default 8
 * @param connectTimeout how long a connection may take to open or to become free. Default 3 s
 */
@ConfigurationProperties("loxodonta.saga.neo4j")
@Requires(property = "loxodonta.saga.neo4j.uri")
public record Neo4jConfig(
    URI uri,
    @Bindable(defaultValue = "neo4j") String username,
    Optional<String> password,
    Optional<Path> passwordFile,
    Optional<String> database,
    @Pattern(regexp = "[A-Za-z][A-Za-z0-9_]{0,63}") @Bindable(defaultValue = "Entity") String label,
    @Min(1) @Max(1_000) @Bindable(defaultValue = "8") int maxConnections,
    @Bindable(defaultValue = "3s") Duration connectTimeout) {}
