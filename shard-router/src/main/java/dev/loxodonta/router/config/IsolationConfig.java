package dev.loxodonta.router.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * When and how a project gets a slot of its own.
 *
 * @param minVectors a project in a shared slot with at least so many vectors is isolated by itself;
 *     0: never. Default 1,000: from there on a walk of HNSW costs less than half of an exact scan
 * @param checkPeriod how often the leader looks for such projects. Default 5 s
 * @param grace how long the rows stay in the shared slot after the switch, for readers with an old
 *     map. Default 30 s; zero is safe for tests only
 * @param batchRows rows that are copied or removed per transaction, 1 to 100,000. Default 5,000
 * @param lockTimeout how long the switch waits for running writes before it lets them go on and
 *     tries again. Default 300 ms; writes pause at most so long per attempt
 * @param maxFollowing how long the copy waits for a load to end before the indexes are built; then
 *     writes that are faster than the vector index takes them are held for moments to catch up.
 *     Default 5 m; zero: not at all
 * @param maxMaintenanceMemory megabytes that an index build may use, 64 to 65,536. Default 1,024;
 *     less is taken for a smaller project
 * @param maxWorkers parallel workers of an index build, 0 to 16. Default 2
 * @param maxFilterGraphs how many vector indexes of its own a project gets at most for rows with
 *     one frequent type or metadata value, 0 to 64; 0: none. Together they at most double what the
 *     vector index takes in space and in time per write. Default 16
 * @param recountPeriod how often one project per shard is counted exactly. Default 30 s
 */
@ConfigurationProperties("loxodonta.isolation")
public record IsolationConfig(
    @Min(0) @Bindable(defaultValue = "1000") long minVectors,
    @Bindable(defaultValue = "5s") Duration checkPeriod,
    @Bindable(defaultValue = "30s") Duration grace,
    @Min(1) @Max(100_000) @Bindable(defaultValue = "5000") int batchRows,
    @Bindable(defaultValue = "300ms") Duration lockTimeout,
    @Bindable(defaultValue = "5m") Duration maxFollowing,
    @Min(64) @Max(65_536) @Bindable(defaultValue = "1024") int maxMaintenanceMemory,
    @Min(0) @Max(16) @Bindable(defaultValue = "2") int maxWorkers,
    @Min(0) @Max(64) @Bindable(defaultValue = "16") int maxFilterGraphs,
    @Bindable(defaultValue = "30s") Duration recountPeriod) {}
