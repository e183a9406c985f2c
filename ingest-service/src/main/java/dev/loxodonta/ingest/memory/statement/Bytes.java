package dev.loxodonta.ingest.memory.statement;

import com.google.protobuf.ByteString;
import java.util.HexFormat;

/** Byte strings as text for {@code bytea}, which the driver cannot send as arrays. Stateless. */
final class Bytes {

  private Bytes() {}

  /** Returns PostgreSQL's hex form, {@code \x0a…}. */
  static String toText(ByteString bytes) {
    return "\\x" + HexFormat.of().formatHex(bytes.toByteArray());
  }
}
