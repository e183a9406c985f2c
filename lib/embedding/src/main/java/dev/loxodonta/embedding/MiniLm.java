package dev.loxodonta.embedding;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Map;

/**
 * The sentence-transformers model all-MiniLM-L6-v2, quantised to 8 bits, on ONNX Runtime: 384
 * dimensions, mean of the tokens, unit length. The weights and the tokenizer come from
 * langchain4j's jar.
 *
 * <p>A text is cut to its first {@value #MAX_CHARS} characters and then to the model's {@value
 * #MAX_TOKENS} tokens. Each text is a run of its own, with one thread. Runs of several texts are
 * 1.2 times as fast, but the quantisation takes its scale from the whole run, so that a text's
 * vector would depend on its neighbours (cosine down to 0.957); and a second thread within a run
 * spends 14 ms of processor time to save half a millisecond.
 */
final class MiniLm implements TextModel {

  static final String NAME = "all-minilm-l6-v2";
  static final int DIMENSIONS = 384;
  static final int MAX_TOKENS = 256;
  static final int MAX_CHARS = 8192;

  private static final String WEIGHTS = "/all-minilm-l6-v2-q.onnx";
  private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final HuggingFaceTokenizer tokenizer;

  private MiniLm(OrtEnvironment environment, OrtSession session, HuggingFaceTokenizer tokenizer) {
    this.environment = environment;
    this.session = session;
    this.tokenizer = tokenizer;
  }

  /** Loads the model, in about a second. The caller closes it. */
  static MiniLm load() {
    try {
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      return new MiniLm(environment, openSession(environment), openTokenizer());
    } catch (IOException | OrtException | RuntimeException | LinkageError e) {
      throw new EmbeddingException(
          EmbeddingException.Reason.MODEL_UNAVAILABLE,
          "The embedding model %s could not be loaded: %s".formatted(NAME, e.getMessage()),
          e);
    }
  }

  private static OrtSession openSession(OrtEnvironment environment)
      throws IOException, OrtException {
    try (InputStream weights = resource(WEIGHTS);
        OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      return environment.createSession(weights.readAllBytes(), options);
    }
  }

  private static HuggingFaceTokenizer openTokenizer() throws IOException {
    // The tokenizer library reports its use to its makers unless told not to.
    System.setProperty("OPT_OUT_TRACKING", "true");
    Map<String, String> options =
        Map.of(
            "padding",
            "false",
            "truncation",
            "true",
            "maxLength",
            Integer.toString(MAX_TOKENS),
            "modelMaxLength",
            Integer.toString(MAX_TOKENS));
    try (InputStream tokenizer = resource(TOKENIZER)) {
      return HuggingFaceTokenizer.newInstance(tokenizer, options);
    }
  }

  private static InputStream resource(String name) throws FileNotFoundException {
    InputStream stream = MiniLm.class.getResourceAsStream(name);
    if (stream == null) {
      throw new FileNotFoundException(name + " is not on the class path");
    }
    return stream;
  }

  @Override
  public float[] vectorOf(String text) {
    Encoding tokens = tokenizer.encode(head(text));
    long[] shape = {1, tokens.getIds().length};
    try (OnnxTensor ids = tensor(tokens.getIds(), shape);
        OnnxTensor mask = tensor(tokens.getAttentionMask(), shape);
        OnnxTensor types = tensor(tokens.getTypeIds(), shape);
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
      return unitMean(((OnnxTensor) result.get(0)).getFloatBuffer());
    } catch (OrtException e) {
      throw new EmbeddingException(
          EmbeddingException.Reason.MODEL_FAILED, "The embedding model failed", e);
    }
  }

  private static String head(String text) {
    if (text.length() <= MAX_CHARS) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(MAX_CHARS - 1)) ? MAX_CHARS - 1 : MAX_CHARS;
    return text.substring(0, end);
  }

  private OnnxTensor tensor(long[] values, long[] shape) throws OrtException {
    return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
  }

  /** Sums the tokens' rows and scales the sum to unit length, which makes dividing needless. */
  private static float[] unitMean(FloatBuffer rows) {
    float[] vector = new float[DIMENSIONS];
    float[] row = new float[DIMENSIONS];
    while (rows.hasRemaining()) {
      rows.get(row);
      for (int i = 0; i < DIMENSIONS; i++) {
        vector[i] += row[i];
      }
    }
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    float scale = (float) (1 / Math.sqrt(squares));
    for (int i = 0; i < DIMENSIONS; i++) {
      vector[i] *= scale;
    }
    return vector;
  }

  @Override
  public void close() {
    tokenizer.close();
    try {
      session.close();
    } catch (OrtException e) {
      throw new EmbeddingException(
          EmbeddingException.Reason.MODEL_FAILED, "The embedding model could not be closed", e);
    }
  }
}
