package dev.loxodonta.cli;

import java.io.PrintStream;

/**
 * The lines to try while the demo runs.
 *
 * @param port the gRPC port
 */
record DemoHints(int port) {

  private static final String HINTS =
      """

      The cluster runs on. To try, in another terminal:

        grpcurl -plaintext localhost:%1$d list

        grpcurl -plaintext -d '{
          "project_id": 1,
          "text": "a strong feeling of longing for the past"
        }' localhost:%1$d loxodonta.search.v1.SearchService/Search

        ./loxo search --address localhost:%1$d "someone who repairs shoes"
        ./loxo status --address localhost:%1$d

      Stop it with Ctrl-C; the data stay.
      """;

  void print(PrintStream out) {
    out.printf(HINTS, port);
  }
}
