package dev.loxodonta.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** Tells the version that the build wrote into the jar. */
final class LoxoVersion implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version =
        Optional.ofNullable(Loxo.class.getPackage().getImplementationVersion()).orElse("unbuilt");
    return new String[] {"loxo " + version};
  }
}
