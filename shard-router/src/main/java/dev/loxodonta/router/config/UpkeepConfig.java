package dev.loxodonta.router.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;

/**
 * When indexes are built anew because they are worn, or because the project has grown. One index at
 * a time is built on a shard.
 *
 * @param enabled whether the router does so by itself. Default {@code true}
 * @param checkPeriod how often it looks. Default 1 m
 * @param fromHour the first hour of the day in which it begins to, 0 to 23. Default 0
 * @param toHour the hour in which it begins no more, 0 to 23; equal to {@code fromHour}: at any
 *     time; below it: over midnight. Default 0
 * @param timeZone the zone of the hours, as {@code Europe/Berlin}. Default {@code UTC}
 * @param bloat an index of exact search in a shared slot is built anew when it is so many times as
 *     large as its rows need, 1.2 to 10. Default 1.6
 * @param minPages and so many pages of 8 kB larger, 1 to 1,000,000. Default 128
 * @param changedShare an approximate index is built anew when so large a share of its rows was
 *     deleted or updated since, 0.1 to 10. Default 0.5
 * @param valueGrowth frequent values that have no graph yet are looked for when so large a share of
 *     the rows was written since, 0.01 to 10. Default 0.1
 * @param growth all graphs are chosen anew, those of newer memories too, when so large a share of
 *     the rows was written since, 0.1 to 10. Default 0.5
 * @param minRows below so many rows approximate indexes and graphs are left alone. Default 2,000
 * @param pendingRows GIN indexes merge their pending entries when so many rows were written.
 *     Default 1,000
 */
@ConfigurationProperties("loxodonta.upkeep")
public record UpkeepConfig(
    @Bindable(defaultValue = "true") boolean enabled,
    @Bindable(defaultValue = "1m") Duration checkPeriod,
    @Min(0) @Max(23) @Bindable(defaultValue = "0") int fromHour,
    @Min(0) @Max(23) @Bindable(defaultValue = "0") int toHour,
    @NotBlank @Bindable(defaultValue = "UTC") String timeZone,
    @DecimalMin("1.2") @DecimalMax("10") @Bindable(defaultValue = "1.6") double bloat,
    @Min(1) @Max(1_000_000) @Bindable(defaultValue = "128") int minPages,
    @DecimalMin("0.1") @DecimalMax("10") @Bindable(defaultValue = "0.5") double changedShare,
    @DecimalMin("0.01") @DecimalMax("10") @Bindable(defaultValue = "0.1") double valueGrowth,
    @DecimalMin("0.1") @DecimalMax("10") @Bindable(defaultValue = "0.5") double growth,
    @Min(1) @Bindable(defaultValue = "2000") long minRows,
    @Min(1) @Bindable(defaultValue = "1000") long pendingRows) {

  /** Returns whether it may begin in an hour of the day. */
  public boolean allows(int hour) {
    return fromHour < toHour
        ? hour >= fromHour && hour < toHour
        : fromHour == toHour || hour >= fromHour || hour < toHour;
  }
}
