package dev.loxodonta.ingest.archive;

import dev.loxodonta.service.error.ErrorReason;
import dev.loxodonta.service.error.ServiceException;
import org.jspecify.annotations.Nullable;

/** Says why an archive is refused. Stateless. */
public final class ArchiveFailures {

  private ArchiveFailures() {}

  /** Returns the failure of an archive that cannot be what an export made. */
  public static ServiceException invalid(String message) {
    return invalid(message, null);
  }

  /** As {@link #invalid(String)}, with what led to it. */
  public static ServiceException invalid(String message, @Nullable Throwable cause) {
    return ServiceException.builder(
            ErrorReason.ARCHIVE_INVALID, "the archive is torn or was altered: " + message)
        .cause(cause)
        .build();
  }
}
