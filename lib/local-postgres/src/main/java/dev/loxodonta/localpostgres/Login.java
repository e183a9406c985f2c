package dev.loxodonta.localpostgres;

import java.security.SecureRandom;
import java.util.HexFormat;

/** A superuser's name and password; {@link #toString} keeps the password to itself. */
public record Login(String user, String password) {
  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * @throws IllegalArgumentException when one of them is empty or has a line break in it
   */
  public Login {
    if (user.isEmpty() || password.isEmpty()) {
      throw new IllegalArgumentException("A login needs a user name and a password.");
    }
    if ((user + password).lines().count() != 1) {
      throw new IllegalArgumentException("A login must not have a line break in it.");
    }
  }

  /** A login with a random password of 128 bits. */
  public static Login random(String user) {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return new Login(user, HexFormat.of().formatHex(bytes));
  }

  @Override
  public String toString() {
    return "Login[" + user + "]";
  }
}
