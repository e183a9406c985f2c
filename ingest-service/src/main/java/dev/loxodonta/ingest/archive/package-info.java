/**
 * The form of an exported project: a line of JSON that describes it ({@link
 * dev.loxodonta.ingest.archive.ArchiveHeader}), the records, kind after kind ({@link
 * dev.loxodonta.ingest.archive.RecordKind}), and a line with the rows and the SHA-256 of each kind
 * ({@link dev.loxodonta.ingest.archive.ArchiveSums}). {@link
 * dev.loxodonta.ingest.archive.ArchiveWriter} makes one of rows, {@link
 * dev.loxodonta.ingest.archive.ArchiveReader} takes one apart and verifies it, both in parts of any
 * size and without a database. Rows are held as PostgreSQL's own binary values throughout, so that
 * what is read back is what was written to the bit.
 */
@NullMarked
package dev.loxodonta.ingest.archive;

import org.jspecify.annotations.NullMarked;
