package dev.loxodonta.ingest.archive;

import java.time.Instant;
import java.util.List;

/**
 * What the first line of an archive says.
 *
 * @param format the form of the records
 * @param schemaVersion the version of the shard's schema that it was read from, for people
 * @param exportedAt when the snapshot was taken
 * @param project the project's settings
 * @param sections the kinds of record, in their order
 * @param eventMonths the months in UTC that have events, as 2026-01
 */
public record ArchiveHeader(
    ArchiveFormat format,
    String schemaVersion,
    Instant exportedAt,
    ArchivedProject project,
    List<Section> sections,
    List<String> eventMonths) {

  /** The version of the form; a reader refuses others. */
  public static final int VERSION = 1;

  /** Copies the lists. */
  public ArchiveHeader {
    sections = List.copyOf(sections);
    eventMonths = List.copyOf(eventMonths);
  }

  /** Returns how many records the archive has. */
  public long rows() {
    return sections.stream().mapToLong(Section::rows).sum();
  }
}
