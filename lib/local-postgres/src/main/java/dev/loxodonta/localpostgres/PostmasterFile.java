package dev.loxodonta.localpostgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a server writes into {@code postmaster.pid}; the lines are those of PostgreSQL's {@code
 * src/include/utils/pidfile.h}.
 *
 * @param pid process id of the postmaster
 * @param ready whether it accepts connections
 */
record PostmasterFile(long pid, boolean ready) {
  private static final int STATUS_LINE = 7;

  static Path in(Path data) {
    return data.resolve("postmaster.pid");
  }

  /** Empty when there is no such file, or it is being written. */
  static Optional<PostmasterFile> read(Path data) {
    try {
      return parse(Files.readAllLines(in(data)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static Optional<PostmasterFile> parse(List<String> lines) {
    try {
      long pid = lines.isEmpty() ? 0 : Long.parseLong(lines.get(0).strip());
      String status = lines.size() > STATUS_LINE ? lines.get(STATUS_LINE).strip() : "";
      return pid > 0
          ? Optional.of(new PostmasterFile(pid, status.equals("ready") || status.equals("standby")))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
