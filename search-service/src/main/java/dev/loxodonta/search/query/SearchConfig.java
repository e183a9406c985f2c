package dev.loxodonta.search.query;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * How searches are planned and how long they may take.
 *
 * @param timeout how long one search may take when the caller's deadline is not nearer. Default 10
 *     s, safe from 100 ms to 1 min
 * @param efSearch the least {@code hnsw.ef_search} that the service chooses, 10 to 1,000; more
 *     finds more and costs more. Default 100
 * @param candidates the least length of each candidate list of a hybrid search, 10 to 1,000.
 *     Default 100
 * @param enlargements how often the lists of a hybrid search may be made four times as long, while
 *     a better memory might lie outside of them, 0 to 4; each costs a round trip. Default 2
 * @param lexicalBudget in how many memories the words may be together that the text index is asked
 *     for at first, rarest first, 1 to 1,000,000; more costs more and rarely finds better ones.
 *     Default 500
 */
@ConfigurationProperties("loxodonta.search")
public record SearchConfig(
    @Bindable(defaultValue = "10s") Duration timeout,
    @Min(10) @Max(1_000) @Bindable(defaultValue = "100") int efSearch,
    @Min(10) @Max(1_000) @Bindable(defaultValue = "100") int candidates,
    @Min(0) @Max(4) @Bindable(defaultValue = "2") int enlargements,
    @Min(1) @Max(1_000_000) @Bindable(defaultValue = "500") int lexicalBudget) {}
