/**
 * A memory's free fields on their way between protobuf's {@code Struct} and PostgreSQL's {@code
 * jsonb}: {@link dev.loxodonta.postgres.metadata.MetadataWriter} makes the text, {@link
 * dev.loxodonta.postgres.metadata.MetadataReader} takes it apart, {@link
 * dev.loxodonta.postgres.metadata.MetadataChecks} says beforehand what PostgreSQL would refuse.
 * Everything is stateless and may be called from any thread. Conditions on metadata are in {@code
 * dev.loxodonta.postgres.filter}.
 */
@NullMarked
package dev.loxodonta.postgres.metadata;

import org.jspecify.annotations.NullMarked;
