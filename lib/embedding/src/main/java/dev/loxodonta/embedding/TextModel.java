package dev.loxodonta.embedding;

/** A loaded model that computes in this process. Thread-safe. */
interface TextModel extends AutoCloseable {

  /**
   * Computes one text's vector on the calling thread, in milliseconds.
   *
   * @param text not blank
   * @return a new array of the model's dimensions
   */
  float[] vectorOf(String text);

  @Override
  void close();
}
