package dev.loxodonta.router.project;

import java.util.Locale;

/** Whether a project can be seen. */
public enum ProjectState {
  /** Its shard may not know it yet. */
  CREATING,
  /** It is in use. */
  ACTIVE,
  /** It is invisible, its rows are being removed. */
  DELETING;

  /** Returns the state of the catalog's word. */
  static ProjectState ofKey(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }
}
