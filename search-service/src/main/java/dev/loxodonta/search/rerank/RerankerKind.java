package dev.loxodonta.search.rerank;

/** The forms in which re-rankers are asked. */
public enum RerankerKind {
  /** Hugging Face's Text Embeddings Inference: {@code POST /rerank} with {@code texts}. */
  TEI("/rerank"),
  /** Cohere and those that follow it: {@code POST /v2/rerank} with {@code documents}. */
  COHERE("/v2/rerank");

  private final String path;

  RerankerKind(String path) {
    this.path = path;
  }

  /** Returns the path behind the base of the address. */
  String path() {
    return path;
  }
}
