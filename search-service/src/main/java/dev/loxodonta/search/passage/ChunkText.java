package dev.loxodonta.search.passage;

import com.google.protobuf.Struct;
import java.util.UUID;

/**
 * A chunk that may become part of a passage.
 *
 * @param id its id
 * @param place where it stands
 * @param content its text
 * @param tokenCount its tokens, estimated
 * @param metadata its free fields
 */
public record ChunkText(UUID id, Place place, String content, int tokenCount, Struct metadata) {}
