package dev.loxodonta.localpostgres;

import dev.loxodonta.localpostgres.binaries.PostgresBinaries;
import java.util.LinkedHashMap;
import java.util.Map;

/** Settings for several small servers on one machine that replicate among themselves. */
final class DefaultSettings {
  private DefaultSettings() {}

  static Map<String, String> of(PostgresBinaries binaries, boolean durable) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("listen_addresses", "127.0.0.1");
    settings.put("max_connections", "200");
    settings.put("shared_buffers", "128MB");
    settings.put("timezone", "UTC");
    settings.put("log_timezone", "UTC");
    settings.put("lc_messages", "C");
    settings.put("log_checkpoints", "off");
    settings.put("jit", "off");
    replication(settings);
    if (binaries.hasExtension("pg_stat_statements")) {
      settings.put("shared_preload_libraries", "pg_stat_statements");
    }
    if (!durable) {
      settings.put("fsync", "off");
      settings.put("full_page_writes", "off");
    }
    return settings;
  }

  // Slot moves need logical decoding; one subscription takes a sender, a slot and a worker or two.
  private static void replication(Map<String, String> settings) {
    settings.put("wal_level", "logical");
    settings.put("max_wal_senders", "20");
    settings.put("max_replication_slots", "20");
    settings.put("max_worker_processes", "16");
    settings.put("max_logical_replication_workers", "8");
    // A replica that is away for good must not fill the disk of its primary.
    settings.put("max_slot_wal_keep_size", "4GB");
    // A frozen replica would otherwise hold up the primary's shutdown for a minute.
    settings.put("wal_sender_timeout", "10s");
    settings.put("wal_receiver_timeout", "10s");
    settings.put("wal_retrieve_retry_interval", "500ms");
    settings.put("hot_standby", "on");
    settings.put("hot_standby_feedback", "on");
  }
}
