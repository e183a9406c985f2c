/**
 * Carries projects out and in. {@link dev.loxodonta.ingest.maintenance.carry.ProjectExport} is
 * ExportProject: it reads all records of a project in one snapshot and makes an archive of them.
 * {@link dev.loxodonta.ingest.maintenance.carry.ProjectImport} is ImportProject: an {@code
 * ImportRun} takes an archive apart and copies its rows in one transaction, which is committed only
 * after the checksums were verified. Both take no more from one side than the other takes from
 * them. The form of an archive is the package {@code archive}'s business.
 */
@NullMarked
package dev.loxodonta.ingest.maintenance.carry;

import org.jspecify.annotations.NullMarked;
