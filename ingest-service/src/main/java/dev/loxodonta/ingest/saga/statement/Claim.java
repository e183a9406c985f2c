package dev.loxodonta.ingest.saga.statement;

import java.util.UUID;

/**
 * A saga that this process may work on until its lease ends.
 *
 * @param projectId the tenant
 * @param sagaId the saga
 * @param token tells this claim from others of the same saga
 */
public record Claim(long projectId, UUID sagaId, UUID token) {}
