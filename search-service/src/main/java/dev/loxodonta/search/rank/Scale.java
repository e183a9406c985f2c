package dev.loxodonta.search.rank;

import java.util.DoubleSummaryStatistics;
import java.util.stream.DoubleStream;

/** A rising curve that brings a score to a scale. Implementations are pure and immutable. */
public sealed interface Scale {

  /** Returns the value on the scale. */
  double of(double value);

  /** Returns the scale of these values' least and greatest. */
  static Scale between(DoubleStream values) {
    DoubleSummaryStatistics range = values.summaryStatistics();
    return range.getCount() == 0 ? new Raw() : new MinMax(range.getMin(), range.getMax());
  }

  /** The value itself. */
  record Raw() implements Scale {
    @Override
    public double of(double value) {
      return value;
    }
  }

  /** The value, or 0 when it is less. */
  record Positive() implements Scale {
    @Override
    public double of(double value) {
      return Math.max(0, value);
    }
  }

  /**
   * {@code value / (value + half)}, in [0, 1); 0 for what is less.
   *
   * @param half the value that becomes one half, above 0
   */
  record Saturating(double half) implements Scale {
    @Override
    public double of(double value) {
      return value <= 0 ? 0 : value / (value + half);
    }
  }

  /** {@code (value − min) / (max − min)}; where both are equal, 1 for what is not 0. */
  record MinMax(double min, double max) implements Scale {
    @Override
    public double of(double value) {
      if (max > min) {
        return (value - min) / (max - min);
      }
      return value == 0 ? 0 : 1;
    }
  }
}
