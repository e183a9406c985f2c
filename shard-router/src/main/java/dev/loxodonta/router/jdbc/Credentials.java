package dev.loxodonta.router.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A role and its password; {@link #toString} keeps the password to itself.
 *
 * @param username the role
 * @param password empty: none is sent
 */
public record Credentials(String username, String password) {

  /** Returns the credentials of a setting: the file wins over the password itself. */
  public static Credentials of(String username, Optional<String> password, Optional<Path> file) {
    return new Credentials(username, file.map(Credentials::read).or(() -> password).orElse(""));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the password file " + file, e);
    }
  }

  @Override
  public String toString() {
    return "Credentials[" + username + "]";
  }
}
