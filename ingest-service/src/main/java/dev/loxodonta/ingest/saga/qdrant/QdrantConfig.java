package dev.loxodonta.ingest.saga.qdrant;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where entities are written to Qdrant. Its server should be 1.16 or newer: an older one takes a
 * late answer of a slow call for a new one.
 *
 * @param address the server's gRPC port, as {@code qdrant:6334}; absent: entities do not go to
 *     Qdrant. Default none
 * @param tls whether the connection is encrypted. Default false
 * @param apiKey the API key; absent means none is sent
 * @param apiKeyFile a file that holds the key and nothing else; wins over {@code api-key}
 * @param collection the beginning of the collections' names, which end with dimensions and metric:
 *     letters, digits, {@code _} and {@code -}. Default {@code loxodonta_entities}
 * @param timeout how long one call may take. Default 5 s
 */
@ConfigurationProperties("loxodonta.saga.qdrant")
@Requires(property = "loxodonta.saga.qdrant.address")
public record QdrantConfig(
    String address,
    @Bindable(defaultValue = "false") boolean tls,
    Optional<String> apiKey,
    Optional<Path> apiKeyFile,
    @Pattern(regexp = "[A-Za-z0-9_-]{1,64}") @Bindable(defaultValue = "loxodonta_entities")
        String collection,
    @Bindable(defaultValue = "5s") Duration timeout) {}
