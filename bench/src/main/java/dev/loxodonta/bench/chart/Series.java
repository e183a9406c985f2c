package dev.loxodonta.bench.chart;

import java.util.List;

/**
 * A line of a chart.
 *
 * @param name for the legend
 * @param points in the order in which they are joined
 */
public record Series(String name, List<Point> points) {

  /** A place in the chart. */
  public record Point(double x, double y) {}

  /** Copies the points. */
  public Series {
    points = List.copyOf(points);
  }
}
