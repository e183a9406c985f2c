package dev.loxodonta.service.config;

import dev.loxodonta.service.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads a secret from the file that a setting names, as {@code password-file}. Line ends after the
 * secret are not part of it. A missing, unreadable or empty file fails the start.
 */
public final class SecretFile {

  private SecretFile() {}

  /**
   * Returns the secret.
   *
   * @param key the setting that names the file, for the message
   * @throws StartupException when the file cannot be read or holds nothing
   */
  public static String read(String key, Path file) {
    String secret;
    try {
      secret = Files.readString(file).stripTrailing();
    } catch (IOException e) {
      throw new StartupException("%s: the file %s cannot be read".formatted(key, file), e);
    }
    if (secret.isEmpty()) {
      throw new StartupException("%s: the file %s is empty".formatted(key, file));
    }
    return secret;
  }
}
