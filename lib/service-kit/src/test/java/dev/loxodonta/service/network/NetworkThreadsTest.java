package dev.loxodonta.service.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NetworkThreadsTest {

  @Test
  void threads_areOneLessThanProcessorsByDefault() {
    NetworkConfig config = new NetworkConfig(0);

    assertThat(config.threadsOn(8)).isEqualTo(7);
    assertThat(config.threadsOn(2)).isEqualTo(1);
    assertThat(config.threadsOn(1)).isEqualTo(1);
  }

  @Test
  void threads_areAsManyAsAsked() {
    assertThat(new NetworkConfig(3).threadsOn(8)).isEqualTo(3);
  }

  @Test
  void group_runsOnSoManyDaemonThreads() {
    NetworkThreads threads = new NetworkThreads(new NetworkConfig(3));
    try {
      Set<Thread> seen =
          IntStream.range(0, 12).mapToObj(i -> threadOf(threads)).collect(Collectors.toSet());

      assertThat(seen).hasSize(3).allMatch(Thread::isDaemon);
      assertThat(seen).allMatch(thread -> thread.getName().startsWith("network-"));
    } finally {
      threads.close();
    }
    assertThat(threads.group().isShutdown()).isTrue();
  }

  private static Thread threadOf(NetworkThreads threads) {
    try {
      return threads.group().next().submit(Thread::currentThread).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
