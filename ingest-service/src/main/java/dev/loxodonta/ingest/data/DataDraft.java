package dev.loxodonta.ingest.data;

import dev.loxodonta.ingest.data.statement.DataRow;
import dev.loxodonta.ingest.memory.statement.RequestKey;
import org.jspecify.annotations.Nullable;

/**
 * A checked PutStructuredData.
 *
 * @param row what is to be written
 * @param embeds whether the vector is still to be made of the text
 * @param key what makes it idempotent; null: nothing does
 * @param expectedVersion the version that the value must have, 0: it must not be there; null: any
 */
record DataDraft(
    DataRow row, boolean embeds, @Nullable RequestKey key, @Nullable Long expectedVersion) {}
