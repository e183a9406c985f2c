package dev.loxodonta.bench.run;

import java.util.List;
import java.util.function.Consumer;

/** Rows that are measured together because they need the same data or the same run. */
interface RowGroup {

  /** Returns the names of its rows. */
  List<String> rows();

  /**
   * Measures some of its rows.
   *
   * @param wanted names out of {@link #rows}, at least one
   * @param outcomes takes each line as soon as it is known
   */
  void measure(List<String> wanted, Consumer<Outcome> outcomes);
}
