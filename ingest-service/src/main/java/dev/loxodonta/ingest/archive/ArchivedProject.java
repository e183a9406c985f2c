package dev.loxodonta.ingest.archive;

import dev.loxodonta.postgres.SecondSpace;
import java.util.Optional;

/**
 * The settings of a project in an archive.
 *
 * @param projectId its id where it was exported
 * @param displayName a name for people; may be empty
 * @param model the embedding model of its vectors
 * @param dimensions numbers in each vector
 * @param metric how distances are measured: cosine, inner_product or l2
 * @param textLanguage its text-search configuration
 * @param vectorIndex the kind of its approximate index; absent: it had none
 * @param secondSpace the space of the second vectors of documents and entities; absent: it had none
 */
public record ArchivedProject(
    long projectId,
    String displayName,
    String model,
    int dimensions,
    String metric,
    String textLanguage,
    Optional<String> vectorIndex,
    Optional<SecondSpace> secondSpace) {}
