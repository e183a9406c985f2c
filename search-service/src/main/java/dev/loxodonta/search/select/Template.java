package dev.loxodonta.search.select;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement with named gaps, as {@code {slot}}, that are filled with numbers, places of
 * parameters or fragments of our own, never with text that came from a caller. Immutable.
 */
public final class Template {

  private static final Pattern GAP = Pattern.compile("\\{([a-z_]+)}");

  private final List<String> pieces = new ArrayList<>();
  private final List<String> gaps = new ArrayList<>();

  private Template(String sql) {
    Matcher gap = GAP.matcher(sql);
    int at = 0;
    while (gap.find()) {
      pieces.add(sql.substring(at, gap.start()));
      gaps.add(gap.group(1));
      at = gap.end();
    }
    pieces.add(sql.substring(at));
  }

  /** Returns the template of a text. */
  public static Template of(String sql) {
    return new Template(sql);
  }

  /** Returns the text with every gap filled by what the function says for its name. */
  public String fill(UnaryOperator<String> filling) {
    StringBuilder sql = new StringBuilder(1_024).append(pieces.get(0));
    for (int i = 0; i < gaps.size(); i++) {
      sql.append(filling.apply(gaps.get(i))).append(pieces.get(i + 1));
    }
    return sql.toString();
  }
}
