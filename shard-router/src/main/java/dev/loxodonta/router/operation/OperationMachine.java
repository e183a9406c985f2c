package dev.loxodonta.router.operation;

import java.sql.SQLException;

/** The steps of one kind of operation. Stateless: everything that lasts is in the operation. */
public interface OperationMachine {

  /** Returns the kind, as it stands in the catalog. */
  String kind();

  /** Returns whether an operation can be cancelled where it stands. */
  default boolean isCancellable(Operation operation) {
    return false;
  }

  /**
   * Runs from the operation's step to the end, noting each step as it comes.
   *
   * @throws OperationFailedException when it can never succeed; everything was cleaned up
   * @throws SQLException when it is to be tried again later, as any other runtime exception
   * @throws InterruptedException when this router stops; another goes on
   */
  void run(OperationProgress progress) throws SQLException, InterruptedException;
}
