package dev.loxodonta.localpostgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loxodonta.localpostgres.binaries.Command;
import dev.loxodonta.localpostgres.binaries.PostgresBinaries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KilledJvmFaultIT {
  private final Path folder = LocalPostgres.temporaryFolder().resolve("server");
  private final List<ProcessHandle> started = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private Process jvm;

  @AfterEach
  void killTheRest() {
    started.forEach(ProcessHandle::destroyForcibly);
    jvm.destroyForcibly();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "frozen"})
  void server_endsWhenItsJvmIsKilled(String state) throws IOException {
    ProcessHandle postmaster = startJvm(state);
    List<ProcessHandle> family = postmaster.children().toList();
    assertThat(family).isNotEmpty();

    jvm.destroyForcibly();

    await().atMost(Duration.ofSeconds(20)).until(() -> !postmaster.isAlive());
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
    assertThatDataIsThere();
  }

  @Test
  void server_endsWhenItsJvmExits() throws IOException {
    ProcessHandle postmaster = startJvm("");

    jvm.destroy();

    await().atMost(Duration.ofSeconds(20)).until(() -> !jvm.isAlive());
    assertThat(postmaster.isAlive()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HUP", "INT", "TERM"})
  void server_endsWhenItsJvmIsKilledAfterSignalToWatchdog(String signal) throws IOException {
    ProcessHandle postmaster = startJvm("");
    List<ProcessHandle> watchdogs = jvm.descendants().filter(KilledJvmFaultIT::isShell).toList();
    assertThat(watchdogs).isNotEmpty();
    for (ProcessHandle watchdog : watchdogs) {
      Command.of("kill", "-" + signal, Long.toString(watchdog.pid())).runOrFail("Signalling");
    }

    jvm.destroyForcibly();

    await().atMost(Duration.ofSeconds(20)).until(() -> !postmaster.isAlive());
  }

  @Test
  void start_stopsOrphanWhoseWatchdogWasKilledToo() throws IOException {
    ProcessHandle postmaster = startJvm("");
    List<ProcessHandle> watchdogs = jvm.descendants().filter(KilledJvmFaultIT::isShell).toList();
    assertThat(watchdogs).isNotEmpty();
    watchdogs.forEach(ProcessHandle::destroyForcibly);
    jvm.destroyForcibly();
    await().until(() -> !jvm.isAlive());
    assertThat(postmaster.isAlive()).isTrue();

    assertThatDataIsThere();

    assertThat(postmaster.isAlive()).isFalse();
  }

  @Test
  void start_ignoresPidFileWhoseNumberBelongsToAnotherProgram() throws IOException {
    ProcessHandle postmaster = startJvm("");
    jvm.destroyForcibly();
    await().until(() -> !postmaster.isAlive());
    ServerFolder server = new ServerFolder(folder);
    Process other =
        new ProcessBuilder(
                dev.loxodonta.localpostgres.binaries.ServerUser.current()
                    .command(List.of("sleep", "60")))
            .start();
    started.add(other.toHandle());
    server.writeOwn(
        PostmasterFile.in(server.data()), other.pid() + "\n" + server.data() + "\n1\n1\n\n\n\n");

    assertThatDataIsThere();

    assertThat(other.isAlive()).isTrue();
  }

  private void assertThatDataIsThere() {
    ServerSpec spec = ServerSpec.in(folder, PostgresBinaries.locate(), new Login("loxo", "secret"));
    try (LocalPrimary again = LocalPrimary.start(spec)) {
      assertThat(again.execute("postgres", "SELECT count(*) FROM kept")).isEqualTo("500");
    }
  }

  private ProcessHandle startJvm(String state) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledJvm.class.getName(),
                folder.toString()));
    if (!state.isEmpty()) {
      words.add(state);
    }
    jvm = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String line = jvm.inputReader(StandardCharsets.UTF_8).readLine();
    assertThat(line).as("process id of the server").isNotNull();
    ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(line)).orElseThrow();
    started.add(postmaster);
    return postmaster;
  }

  private static boolean isShell(ProcessHandle process) {
    return Command.of("ps", "-o", "comm=", "-p", Long.toString(process.pid()))
        .run()
        .output()
        .equals("sh");
  }
}
