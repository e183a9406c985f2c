package dev.loxodonta.search.lexical;

import static java.util.Objects.requireNonNull;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.intellij.lang.annotations.Language;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The lexemes of pieces of text in a language, with the positions that each piece takes (those of
 * {@code simple}, which ignores no word). Reads no table; one round trip.
 */
final class SelectLexemes {

  @Language("SQL")
  private static final String SQL =
      """
      SELECT t.token, l.lexeme, l.position, COALESCE(span.positions, 0) AS span
      FROM unnest($2::text[]) t (token)
      CROSS JOIN LATERAL (
        SELECT max(p)::int AS positions
        FROM unnest(to_tsvector('simple', t.token)) w, unnest(w.positions) p
      ) span
      LEFT JOIN LATERAL (
        SELECT w.lexeme, p::int AS position
        FROM unnest(to_tsvector($1::text::regconfig, t.token)) w, unnest(w.positions) p
      ) l ON true
      """;

  private record Row(String token, @Nullable String lexeme, int position, int span) {}

  private SelectLexemes() {}

  static Mono<Map<String, TokenLexemes>> run(
      PostgresqlConnection connection, String language, List<String> tokens) {
    return connection
        .createStatement(SQL)
        .bind("$1", language)
        .bind("$2", tokens.toArray(String[]::new))
        .execute()
        .concatMap(result -> result.map(SelectLexemes::toRow))
        .collectList()
        .map(SelectLexemes::byToken);
  }

  private static Row toRow(Readable row) {
    Integer position = row.get("position", Integer.class);
    return new Row(
        requireNonNull(row.get("token", String.class)),
        row.get("lexeme", String.class),
        position == null ? 0 : position,
        requireNonNull(row.get("span", Integer.class)));
  }

  private static Map<String, TokenLexemes> byToken(List<Row> rows) {
    Map<String, List<TokenLexemes.Entry>> entries = new HashMap<>();
    Map<String, Integer> spans = new HashMap<>();
    for (Row row : rows) {
      spans.put(row.token(), row.span());
      List<TokenLexemes.Entry> list = entries.computeIfAbsent(row.token(), t -> new ArrayList<>());
      if (row.lexeme() != null) {
        list.add(new TokenLexemes.Entry(row.lexeme(), row.position()));
      }
    }
    Map<String, TokenLexemes> lexemes = new HashMap<>();
    entries.forEach(
        (token, list) ->
            lexemes.put(token, new TokenLexemes(list, requireNonNull(spans.get(token)))));
    return lexemes;
  }
}
