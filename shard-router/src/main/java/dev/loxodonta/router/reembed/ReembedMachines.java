package dev.loxodonta.router.reembed;

import dev.loxodonta.router.operation.OperationMachine;
import dev.loxodonta.router.project.Rebuilding;
import dev.loxodonta.router.shard.ShardConnections;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** Makes the machines of both directions. */
@Factory
final class ReembedMachines {

  @Singleton
  @Named(Rebuilding.REEMBED)
  OperationMachine forward(ShardConnections shards, ReembedCatalog catalog, ReembedWork work) {
    return new ReembedMachine(Rebuilding.REEMBED, shards, catalog, work);
  }

  @Singleton
  @Named(Rebuilding.ROLL_BACK)
  OperationMachine back(ShardConnections shards, ReembedCatalog catalog, ReembedWork work) {
    return new ReembedMachine(Rebuilding.ROLL_BACK, shards, catalog, work);
  }
}
