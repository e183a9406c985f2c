package dev.loxodonta.cli;

import dev.loxodonta.cli.client.CallFailure;
import dev.loxodonta.cli.terminal.Failure;
import dev.loxodonta.localpostgres.binaries.LocalPostgresException;
import dev.loxodonta.service.StartupException;
import io.grpc.StatusRuntimeException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** The {@code loxo} command. */
@Command(
    name = "loxo",
    mixinStandardHelpOptions = true,
    versionProvider = LoxoVersion.class,
    description = "A sharded, replicated memory store for AI agents on PostgreSQL and pgvector.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      StandaloneCommand.class,
      LoadCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      SearchCommand.class,
      StatusCommand.class
    })
public final class Loxo {

  private static final int INTERRUPTED = 130;

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String... arguments) {
    LogFile.useOwnConfiguration();
    System.exit(commandLine().execute(arguments));
  }

  /** Returns the command, ready to be executed in this JVM. */
  static CommandLine commandLine() {
    return new CommandLine(new Loxo())
        .setExecutionExceptionHandler(Loxo::tell)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  private static int tell(Exception failure, CommandLine command, ParseResult parsed) {
    LoggerFactory.getLogger(Loxo.class).info("The command failed", failure);
    if (RunningCluster.isStopping()) {
      return INTERRUPTED;
    }
    command.getErr().println("loxo: " + sentence(failure));
    return command.getCommandSpec().exitCodeOnExecutionException();
  }

  private static String sentence(Exception failure) {
    return switch (failure) {
      case StatusRuntimeException e -> CallFailure.sentence(e);
      case Failure e -> String.valueOf(e.getMessage());
      case LocalPostgresException e -> String.valueOf(e.getMessage());
      case StartupException e -> String.valueOf(e.getMessage());
      default -> "a fault of loxo itself, please report it: " + failure;
    };
  }
}
