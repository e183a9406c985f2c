package dev.loxodonta.ingest.consolidation;

import java.time.Instant;
import java.time.ZoneId;

/**
 * Hours of the day in which there is little to do.
 *
 * @param fromHour the first one, 0 to 23
 * @param toHour the one after the last, 0 to 23; equal to the first: every hour
 * @param zone the zone of the hours
 */
record QuietHours(int fromHour, int toHour, ZoneId zone) {

  /** Returns whether a time is in one of them. */
  boolean contain(Instant time) {
    int hour = time.atZone(zone).getHour();
    return fromHour < toHour
        ? hour >= fromHour && hour < toHour
        : fromHour == toHour || hour >= fromHour || hour < toHour;
  }
}
