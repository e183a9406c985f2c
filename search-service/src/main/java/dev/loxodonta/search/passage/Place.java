package dev.loxodonta.search.passage;

import java.util.UUID;

/**
 * Where a chunk stands.
 *
 * @param documentId its document
 * @param index its place in it, from 0
 */
public record Place(UUID documentId, int index) {

  Place at(int other) {
    return new Place(documentId, other);
  }
}
