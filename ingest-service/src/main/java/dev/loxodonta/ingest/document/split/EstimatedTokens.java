package dev.loxodonta.ingest.document.split;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.TokenCountEstimator;
import dev.loxodonta.embedding.TokenEstimate;

/** {@link TokenEstimate} as the splitters ask for it. Stateless. */
final class EstimatedTokens implements TokenCountEstimator {

  @Override
  public int estimateTokenCountInText(String text) {
    return TokenEstimate.of(text);
  }

  @Override
  public int estimateTokenCountInMessage(ChatMessage message) {
    throw new UnsupportedOperationException("only texts are split");
  }

  @Override
  public int estimateTokenCountInMessages(Iterable<ChatMessage> messages) {
    throw new UnsupportedOperationException("only texts are split");
  }
}
