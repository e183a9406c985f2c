package dev.loxodonta.bench.data;

import java.util.List;
import java.util.Random;

/** Sentences of common words, for rows whose text does not matter but for its length. */
public final class Sentences {

  private static final List<String> WORDS =
      List.of(
          ("user agent prefers the dark theme and short answers when asked about travel plans "
                  + "because last week they moved to a new city where trains run every hour "
                  + "meeting notes budget project deadline friday invoice customer order refund "
                  + "server database index vector memory search latency replica shard backup "
                  + "coffee garden music guitar mountain river winter summer recipe kitchen bread")
              .split(" "));
  private static final int LENGTH = 12;

  private Sentences() {}

  /** Returns the sentence of a number. */
  public static String of(int number) {
    Random random = new Random(number);
    StringBuilder sentence = new StringBuilder("Note ").append(number).append(':');
    for (int i = 0; i < LENGTH; i++) {
      sentence.append(' ').append(WORDS.get(random.nextInt(WORDS.size())));
    }
    return sentence.append('.').toString();
  }
}
