package dev.loxodonta.router.leader;

import java.time.Duration;

/** Something that only the leading router does, again and again. */
public interface Duty {

  /** Returns its name for the log, as {@code project-healing}. */
  String name();

  /** Returns how long to wait between two runs. */
  Duration period();

  /** Does what is to be done now; a failure is logged and the next run comes in its time. */
  void run() throws Exception;
}
