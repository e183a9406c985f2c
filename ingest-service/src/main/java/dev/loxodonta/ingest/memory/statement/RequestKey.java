package dev.loxodonta.ingest.memory.statement;

import com.google.protobuf.ByteString;
import java.util.UUID;

/**
 * What makes a request one and the same: its id, and its content to tell a reused id.
 *
 * @param requestId the caller's id for it
 * @param fingerprint SHA-256 of its content
 */
public record RequestKey(UUID requestId, ByteString fingerprint) {}
