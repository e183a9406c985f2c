package dev.loxodonta.topology;

/**
 * What a write answers with, so that a later read can ask to see it: the shard that took the write
 * and a log position at or behind its commit.
 *
 * @param shardId the shard, from 1
 * @param lsn the position, see {@link Lsn}
 */
public record WriteToken(int shardId, long lsn) {

  /**
   * Returns the token of a text.
   *
   * @throws IllegalArgumentException when the text is no token
   */
  public static WriteToken parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 1 || colon > 9 || !text.chars().limit(colon).allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException("'" + text + "' is no write token");
    }
    return new WriteToken(
        Integer.parseInt(text.substring(0, colon)), Lsn.parse(text.substring(colon + 1)));
  }

  /** Returns the text that callers carry around. */
  @Override
  public String toString() {
    return shardId + ":" + Lsn.format(lsn);
  }
}
