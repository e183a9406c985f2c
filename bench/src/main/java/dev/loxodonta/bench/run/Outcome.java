package dev.loxodonta.bench.run;

import java.util.OptionalDouble;

/**
 * One line of the table.
 *
 * @param row its name, as in {@code --rows}
 * @param figure the ratio; empty when it could not be measured
 * @param bar what it has to reach
 * @param raw plain SQL's absolute number with its unit
 * @param service the service's absolute number with its unit
 * @param recall what was found of what should be, by both sides where both are approximate
 * @param remark what else is to be known
 */
record Outcome(
    String row,
    OptionalDouble figure,
    Bar bar,
    String raw,
    String service,
    String recall,
    String remark) {

  static Outcome of(
      String row,
      double figure,
      Bar bar,
      String raw,
      String service,
      String recall,
      String remark) {
    return new Outcome(row, OptionalDouble.of(figure), bar, raw, service, recall, remark);
  }

  static Outcome notAvailable(String row, Bar bar, String why) {
    return new Outcome(row, OptionalDouble.empty(), bar, "", "", "", why);
  }

  String verdict() {
    return figure.isPresent() ? bar.verdict(figure.getAsDouble()) : "n/a";
  }
}
