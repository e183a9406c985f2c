package dev.loxodonta.bench.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * One direction of a chart: from values to pixels.
 *
 * @param min the value at its start
 * @param max the value at its end, greater
 * @param log whether equal ratios take equal room; then min is positive
 */
record Axis(double min, double max, boolean log) {

  private static final int TICKS = 5;
  private static final double[] STEPS = {1, 2, 5, 10};

  /** Returns an axis that holds all values and starts and ends at a round number. */
  static Axis of(DoubleStream values, boolean log) {
    double[] all = values.toArray();
    double least = DoubleStream.of(all).min().orElse(0);
    double most = DoubleStream.of(all).max().orElse(1);
    if (log) {
      double from = Math.pow(10, Math.floor(Math.log10(least)));
      double to = Math.pow(10, Math.ceil(Math.log10(most)));
      return new Axis(from, to > from ? to : from * 10, true);
    }
    double step = step(most > least ? most - least : Math.max(1e-9, Math.abs(most)));
    double from = Math.floor(least / step) * step;
    double to = Math.ceil(most / step) * step;
    return new Axis(from, to > from ? to : from + step, false);
  }

  private static double step(double span) {
    double rough = span / TICKS;
    double magnitude = Math.pow(10, Math.floor(Math.log10(rough)));
    for (double step : STEPS) {
      if (step * magnitude >= rough) {
        return step * magnitude;
      }
    }
    return 10 * magnitude;
  }

  /** Returns where a value lies: 0 at the start, 1 at the end. */
  double place(double value) {
    return log ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  }

  /** Returns the values that get a label. */
  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    if (log) {
      for (double tick = min; tick <= max * 1.0001; tick *= 10) {
        ticks.add(tick);
      }
    } else {
      double step = step(max - min);
      for (int i = 0; min + i * step <= max + step / 1_000; i++) {
        ticks.add(min + i * step);
      }
    }
    return ticks;
  }
}
