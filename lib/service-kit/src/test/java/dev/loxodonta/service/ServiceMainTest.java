package dev.loxodonta.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loxodonta.service.grpc.GrpcConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceMainTest {

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void start_saysWhatRunsAndWhere() {
    try (RunningService service = start("defaulted-service").orElseThrow()) {
      assertThat(out.toString(UTF_8))
          .isEqualTo(
              "defaulted-service is ready: gRPC on port %d, HTTP with /health and /prometheus on port %d%n"
                  .formatted(service.grpcPort(), service.httpPort()));
      assertThat(service.grpcPort()).isPositive();
    }
  }

  @Test
  void configFile_winsOverTheServicesDefaults() throws IOException {
    Path config = config("loxodonta: {grpc: {max-message-bytes: 4096}}");
    try (RunningService service = start("defaulted-service", config.toString()).orElseThrow()) {
      assertThat(service.context().getBean(GrpcConfig.class).maxMessageBytes()).isEqualTo(4096);
    }
  }

  @Test
  void unknownKey_endsTheStartWithOneSentence() throws IOException {
    Path config = config("loxodonta: {grpc: {max-mesage-bytes: 4096}}");

    assertThat(start("defaulted-service", config.toString())).isEmpty();
    assertThat(err.toString(UTF_8))
        .isEqualTo(
            ("defaulted-service cannot start: unknown setting loxodonta.grpc.max-mesage-bytes in"
                    + " %s; the nearest known one is loxodonta.grpc.max-message-bytes%n")
                .formatted(config));
  }

  @Test
  void missingFile_endsTheStartWithOneSentence() {
    assertThat(start("defaulted-service", folder.resolve("none.yml").toString())).isEmpty();
    assertThat(err.toString(UTF_8)).endsWith("none.yml cannot be read\n").hasLineCount(1);
  }

  @Test
  void malformedFile_endsTheStartWithOneSentence() throws IOException {
    assertThat(start("defaulted-service", config("a: [").toString())).isEmpty();
    assertThat(err.toString(UTF_8)).contains("is no valid YAML").hasLineCount(1);
  }

  @Test
  void badValue_endsTheStartWithOneSentence() throws IOException {
    Path config = config("loxodonta: {grpc: {max-message-bytes: 7}}");

    assertThat(start("defaulted-service", config.toString())).isEmpty();
    assertThat(err.toString(UTF_8)).contains("maxMessageBytes", "1024").hasLineCount(1);
  }

  @Test
  void takenPort_endsTheStartWithOneSentence() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      Path config = config("grpc: {server: {port: %d}}".formatted(taken.getLocalPort()));

      assertThat(start("defaulted-service", config.toString())).isEmpty();
      assertThat(err.toString(UTF_8))
          .contains("port " + taken.getLocalPort() + " is taken")
          .hasLineCount(1);
    }
  }

  private Path config(String yaml) throws IOException {
    return Files.writeString(folder.resolve("config.yml"), yaml);
  }

  private Optional<RunningService> start(String name, String... arguments) {
    return ServiceMain.start(
        name, arguments, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }
}
