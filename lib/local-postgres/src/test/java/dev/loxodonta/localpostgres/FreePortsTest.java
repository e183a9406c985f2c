package dev.loxodonta.localpostgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class FreePortsTest {
  @Test
  void take_givesWishedPortOnceUntilReleased() {
    int port = FreePorts.take(0);
    assertThat(FreePorts.take(port)).isNotEqualTo(port);

    FreePorts.release(port);
    assertThat(FreePorts.take(port)).isEqualTo(port);
  }

  @Test
  void take_givesAnotherPortWhenWishedOneIsTaken() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(FreePorts.take(socket.getLocalPort()))
          .isPositive()
          .isNotEqualTo(socket.getLocalPort());
    }
  }
}
