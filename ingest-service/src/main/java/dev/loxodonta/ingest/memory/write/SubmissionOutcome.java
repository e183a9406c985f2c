package dev.loxodonta.ingest.memory.write;

import dev.loxodonta.ingest.v1.WriteMemoriesResponse;
import dev.loxodonta.service.error.ServiceException;

/** What became of a submission. */
public sealed interface SubmissionOutcome {

  /**
   * It was written, now or by an earlier request of the same id.
   *
   * @param response what became of each memory, without a token
   */
  record Done(WriteMemoriesResponse response) implements SubmissionOutcome {}

  /**
   * It was not written.
   *
   * @param failure why
   */
  record Refused(ServiceException failure) implements SubmissionOutcome {}
}
