package dev.loxodonta.bench.chart;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** A chart of lines with points, as a complete SVG document. Immutable. */
public final class LineChart {

  private static final int WIDTH = 720;
  private static final int HEIGHT = 420;
  private static final int LEFT = 70;
  private static final int RIGHT = 20;
  private static final int TOP = 70;
  private static final int BOTTOM = 50;
  private static final List<String> COLOURS =
      List.of("#0b6e4f", "#c44536", "#7a7a7a", "#2d5fa4", "#b8860b");

  private final String title;
  private final String xLabel;
  private final String yLabel;
  private final boolean logX;
  private final List<Series> series;

  /** An empty chart with linear axes; that of y starts at zero. */
  public LineChart(String title, String xLabel, String yLabel) {
    this(title, xLabel, yLabel, false, List.of());
  }

  private LineChart(String title, String xLabel, String yLabel, boolean logX, List<Series> series) {
    this.title = title;
    this.xLabel = xLabel;
    this.yLabel = yLabel;
    this.logX = logX;
    this.series = List.copyOf(series);
  }

  /** The same with a logarithmic axis of x; all its values must be positive. */
  public LineChart withLogX() {
    return new LineChart(title, xLabel, yLabel, true, series);
  }

  /** The same with one line more. */
  public LineChart with(Series line) {
    List<Series> more = new ArrayList<>(series);
    more.add(line);
    return new LineChart(title, xLabel, yLabel, logX, more);
  }

  /** Returns the SVG document. */
  public String svg() {
    Axis x = Axis.of(values().map(Series.Point::x).mapToDouble(v -> v), logX);
    Axis y =
        Axis.of(
            DoubleStream.concat(
                DoubleStream.of(0), values().map(Series.Point::y).mapToDouble(v -> v)),
            false);
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" font-family="sans-serif" font-size="13">
        <rect width="%1$d" height="%2$d" fill="white"/>
        """
            .formatted(WIDTH, HEIGHT));
    text(svg, LEFT, 24, "start", "<tspan font-weight=\"bold\">" + escape(title) + "</tspan>");
    text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10, "middle", escape(xLabel));
    text(svg, 8, TOP - 12, "start", escape(yLabel));
    grid(svg, x, y);
    for (int i = 0; i < series.size(); i++) {
      line(svg, series.get(i), x, y, COLOURS.get(i % COLOURS.size()));
      legend(svg, i);
    }
    return svg.append("</svg>\n").toString();
  }

  private Stream<Series.Point> values() {
    return series.stream().flatMap(line -> line.points().stream());
  }

  private static void grid(StringBuilder svg, Axis x, Axis y) {
    for (double tick : y.ticks()) {
      double place = pixelY(y, tick);
      svg.append(
          format(
              "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#dddddd\"/>%n",
              LEFT, place, WIDTH - RIGHT, place));
      text(svg, LEFT - 6, place + 4, "end", label(tick));
    }
    for (double tick : x.ticks()) {
      double place = pixelX(x, tick);
      svg.append(
          format(
              "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#dddddd\"/>%n",
              place, TOP, place, HEIGHT - BOTTOM));
      text(svg, place, HEIGHT - BOTTOM + 18, "middle", label(tick));
    }
  }

  private static void line(StringBuilder svg, Series line, Axis x, Axis y, String colour) {
    StringBuilder places = new StringBuilder();
    for (Series.Point point : line.points()) {
      places.append(format("%.1f,%.1f ", pixelX(x, point.x()), pixelY(y, point.y())));
    }
    svg.append(
        format(
            "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n",
            places.toString().strip(), colour));
    for (Series.Point point : line.points()) {
      svg.append(
          format(
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>%n",
              pixelX(x, point.x()), pixelY(y, point.y()), colour));
    }
  }

  private void legend(StringBuilder svg, int number) {
    int left = LEFT + number * (WIDTH - LEFT - RIGHT) / series.size();
    svg.append(
        format(
            "<rect x=\"%d\" y=\"36\" width=\"12\" height=\"12\" fill=\"%s\"/>%n",
            left, COLOURS.get(number % COLOURS.size())));
    text(svg, left + 18, 47, "start", escape(series.get(number).name()));
  }

  private static double pixelX(Axis x, double value) {
    return LEFT + x.place(value) * (WIDTH - LEFT - RIGHT);
  }

  private static double pixelY(Axis y, double value) {
    return HEIGHT - BOTTOM - y.place(value) * (HEIGHT - TOP - BOTTOM);
  }

  private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
    svg.append(
        format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, text));
  }

  private static String label(double tick) {
    return tick == Math.rint(tick)
        ? format("%,.0f", tick)
        : new BigDecimal(format("%.4f", tick)).stripTrailingZeros().toPlainString();
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
