package dev.loxodonta.localqdrant;

import java.util.List;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * The real server in a container. Its port is chosen before, since a container that is started
 * again would get another one.
 */
final class QdrantContainer implements QdrantServer {

  private static final String IMAGE = "qdrant/qdrant:v1.16.3";
  private static final int GRPC_PORT = 6_334;

  private final int port = QdrantServer.freePort();
  private final GenericContainer<?> container =
      new GenericContainer<>(DockerImageName.parse(IMAGE)).withExposedPorts(GRPC_PORT);

  QdrantContainer() {
    container.setPortBindings(List.of(port + ":" + GRPC_PORT));
    container.waitingFor(Wait.forListeningPort());
    container.start();
  }

  @Override
  public String description() {
    return IMAGE + " in a container";
  }

  @Override
  public String address() {
    return container.getHost() + ":" + port;
  }

  @Override
  public void stop() {
    container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void restart() {
    container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void close() {
    container.stop();
  }
}
