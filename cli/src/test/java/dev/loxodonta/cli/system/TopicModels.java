package dev.loxodonta.cli.system;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A real HTTP server with OpenAI's embeddings interface and three models. A text that begins with
 * {@code topic 7} points along one axis, nearly: each model has its own axis for a topic, so that a
 * vector of one among those of another is near to another topic.
 */
final class TopicModels implements AutoCloseable {

  /** A model: topic t points along the axis (t + shift) mod dimensions. */
  enum Model {
    OLD("test/old", 16, 0),
    OTHER_SIZE("test/other-size", 24, 3),
    SAME_SIZE("test/same-size", 16, 5);

    private final String key;
    private final int dimensions;
    private final int shift;

    Model(String key, int dimensions, int shift) {
      this.key = key;
      this.dimensions = dimensions;
      this.shift = shift;
    }

    String key() {
      return key;
    }

    int dimensions() {
      return dimensions;
    }

    /** Returns the vector of a text. */
    List<Float> vector(String text) {
      List<Float> vector = new ArrayList<>();
      for (int i = 0; i < dimensions; i++) {
        int noise = Math.floorMod((text + i).hashCode() * 31, 1_000);
        vector.add((i == axis(topic(text)) ? 1 : 0) + noise / 20_000f);
      }
      return vector;
    }

    /** Returns whether a stored vector is this model's of a text. */
    boolean made(List<Float> vector, String text) {
      return vector.size() == dimensions && vector.get(axis(topic(text))) > 0.5;
    }

    private int axis(int topic) {
      return (topic + shift) % dimensions;
    }
  }

  private static final Pattern TOPIC = Pattern.compile("topic (\\d+)");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Semaphore gate = new Semaphore(Integer.MAX_VALUE / 2);

  TopicModels() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    for (Model model : Model.values()) {
      server.createContext("/" + model.name() + "/embeddings", call -> answer(model, call));
    }
    server.start();
  }

  static int topic(String text) {
    Matcher matcher = TOPIC.matcher(text);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  /** Returns the settings of services that embed with these. */
  Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>();
    for (Model model : Model.values()) {
      String prefix = "loxodonta.embedding.endpoints.m%d.".formatted(model.ordinal());
      settings.put(
          prefix + "url", "http://localhost:" + server.getAddress().getPort() + "/" + model.name());
      settings.put(prefix + "model", model.key());
      settings.put(prefix + "dimensions", model.dimensions());
    }
    return settings;
  }

  /** From now on requests for many texts wait. */
  void hold() {
    gate.drainPermits();
  }

  /** Lets the waiting requests go on, and later ones pass. */
  void letGo() {
    gate.release(Integer.MAX_VALUE / 2);
  }

  @Override
  public void close() {
    letGo();
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(Model model, HttpExchange call) throws IOException {
    Struct.Builder request = Struct.newBuilder();
    JsonFormat.parser()
        .merge(new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8), request);
    List<String> texts =
        request.getFieldsOrThrow("input").getListValue().getValuesList().stream()
            .map(Value::getStringValue)
            .toList();
    if (texts.size() > 1) {
      gate.acquireUninterruptibly();
    }
    byte[] bytes = vectors(model, texts).getBytes(StandardCharsets.UTF_8);
    call.sendResponseHeaders(200, bytes.length);
    call.getResponseBody().write(bytes);
    call.close();
  }

  private static String vectors(Model model, List<String> texts) {
    return texts.stream()
        .map(text -> "{\"embedding\":" + model.vector(text) + "}")
        .collect(Collectors.joining(",", "{\"data\":[", "]}"));
  }
}
