package dev.loxodonta.bench.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.util.List;
import java.util.stream.DoubleStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class LineChartTest {

  @Test
  void axis_startsAndEndsAtRoundNumbers() {
    Axis axis = Axis.of(DoubleStream.of(0, 1_733), false);
    assertThat(axis.min()).isZero();
    assertThat(axis.max()).isEqualTo(2_000);
    assertThat(axis.ticks()).containsExactly(0.0, 500.0, 1_000.0, 1_500.0, 2_000.0);
    assertThat(axis.place(500)).isEqualTo(0.25);
  }

  @Test
  void axis_givesEqualRatiosEqualRoomWhenLogarithmic() {
    Axis axis = Axis.of(DoubleStream.of(0.02, 50), true);
    assertThat(axis.min()).isCloseTo(0.01, within(1e-9));
    assertThat(axis.place(1)).isCloseTo(0.5, within(1e-9));
    assertThat(axis.ticks()).hasSize(5);
  }

  @Test
  void axis_hasRoomWhenAllValuesAreEqual() {
    Axis axis = Axis.of(DoubleStream.of(1, 1), false);
    assertThat(axis.max()).isGreaterThan(axis.min());
  }

  @Test
  void chart_isXmlWithALineAndPointsPerSeries() throws Exception {
    List<Series.Point> points = List.of(new Series.Point(0.1, 5), new Series.Point(10, 7));
    String svg =
        new LineChart("a < b & c", "x", "y")
            .withLogX()
            .with(new Series("one", points))
            .with(new Series("two", points))
            .svg();
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    assertThat(document.getElementsByTagName("polyline").getLength()).isEqualTo(2);
    assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(4);
    assertThat(document.getDocumentElement().getTextContent()).contains("a < b & c");
  }
}
