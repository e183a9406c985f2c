package dev.loxodonta.ingest.archive;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * How the values of a column are written in JSON; the binary form is what PostgreSQL's {@code
 * _send} functions make and {@code _recv} functions take. Both ways are exact. Stateless.
 */
public enum ColumnType {
  /** {@code uuid}: a string. */
  UUID {
    @Override
    void write(byte[] value, JsonGenerator json) throws IOException {
      json.writeString(uuid(ByteBuffer.wrap(value)));
    }

    @Override
    byte[] read(JsonParser json) throws IOException {
      return uuid(string(json));
    }
  },
  /** {@code timestamptz}: ISO 8601 in UTC with up to six decimals, or infinity or -infinity. */
  TIME {
    @Override
    void write(byte[] value, JsonGenerator json) throws IOException {
      long micros = ByteBuffer.wrap(value).getLong();
      json.writeString(
          switch (Long.signum(micros) * (isInfinite(micros) ? 2 : 1)) {
            case 2 -> INFINITY;
            case -2 -> "-" + INFINITY;
            default -> POSTGRES_EPOCH.plus(micros, ChronoUnit.MICROS).toString();
          });
    }

    @Override
    byte[] read(JsonParser json) throws IOException {
      String text = string(json);
      return eight(
          switch (text) {
            case INFINITY -> Long.MAX_VALUE;
            case "-" + INFINITY -> Long.MIN_VALUE;
            default -> POSTGRES_EPOCH.until(Instant.parse(text), ChronoUnit.MICROS);
          });
    }
  },
  /** {@code int4}: a number. */
  INTEGER {
    @Override
    void write(byte[] value, JsonGenerator json) throws IOException {
      json.writeNumber(ByteBuffer.wrap(value).getInt());
    }

    @Override
    byte[] read(JsonParser json) throws IOException {
      return four(json.getIntValue());
    }
  },
  /** {@code int8}: a number. */
  LONG {
    @Override
    void write(byte[] value, JsonGenerator json) throws IOException {
      json.writeNumber(ByteBuffer.wrap(value).getLong());
    }

    @Override
    byte[] read(JsonParser json) throws IOException {
      return eight(json.getLongValue());
    }
  },
  /** {@code float4}: the shortest number that stands for it. */
  REAL {
    @Override
    void write(byte[] value, JsonGenerator json) throws IOException {
      json.writeNumber(Float.toString(Float.intBitsToFloat(ByteBuffer.wrap(value).getInt())));
    }

    @Override
    byte[] read(JsonParser json) throws IOException {
      return four(Float.floatToIntBits(number(json)));
    }
  },
  /** {@code text}: a string. */
  TEXT {
    @Override
    void write(byte[] value, JsonGenerator json) throws IOException {
      json.writeString(new String(value, StandardCharsets.UTF_8));
    }

    @Override
    byte[] read(JsonParser json) throws IOException {
      return string(json).getBytes(StandardCharsets.UTF_8);
    }
  },
  /** {@code regconfig}: the name of the text-search configuration, whose OID differs by server. */
  LANGUAGE {
    @Override
    void write(byte[] value, JsonGenerator json) throws IOException {
      TEXT.write(value, json);
    }

    @Override
    byte[] read(JsonParser json) throws IOException {
      return TEXT.read(json);
    }
  },
  /** {@code jsonb}: the value itself, its numbers digit by digit. */
  JSON {
    @Override
    void write(byte[] value, JsonGenerator json) throws IOException {
      json.writeRawValue(new String(value, 1, value.length - 1, StandardCharsets.UTF_8));
    }

    @Override
    byte[] read(JsonParser json) throws IOException {
      return JsonValues.toJsonb(json);
    }
  },
  /** {@code halfvec}: an array of numbers. */
  VECTOR {
    @Override
    void write(byte[] value, JsonGenerator json) throws IOException {
      ByteBuffer halves = ByteBuffer.wrap(value);
      int dimensions = halves.getShort();
      halves.getShort();
      json.writeStartArray();
      for (int i = 0; i < dimensions; i++) {
        json.writeNumber(Float.toString(Float.float16ToFloat(halves.getShort())));
      }
      json.writeEndArray();
    }

    @Override
    byte[] read(JsonParser json) throws IOException {
      expect(json, JsonToken.START_ARRAY);
      ByteBuffer halves = ByteBuffer.allocate(4 + 2 * MAX_DIMENSIONS);
      halves.putInt(0);
      while (json.nextToken() != JsonToken.END_ARRAY) {
        halves.putShort(Float.floatToFloat16(number(json)));
      }
      halves.putShort(0, (short) (halves.position() / 2 - 2));
      return bytes(halves);
    }
  },
  /** {@code bytea}: Base64. */
  BYTES {
    @Override
    void write(byte[] value, JsonGenerator json) throws IOException {
      json.writeBinary(value);
    }

    @Override
    byte[] read(JsonParser json) throws IOException {
      return json.getBinaryValue();
    }
  },
  /** {@code uuid[]}: an array of strings. */
  UUIDS {
    @Override
    void write(byte[] value, JsonGenerator json) throws IOException {
      ByteBuffer array = ByteBuffer.wrap(value);
      json.writeStartArray();
      if (array.getInt() > 0) {
        int count = array.position(12).getInt();
        array.getInt();
        for (int i = 0; i < count; i++) {
          array.getInt();
          json.writeString(uuid(array));
        }
      }
      json.writeEndArray();
    }

    @Override
    byte[] read(JsonParser json) throws IOException {
      expect(json, JsonToken.START_ARRAY);
      ByteArrayOutputStream elements = new ByteArrayOutputStream();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        elements.writeBytes(four(16));
        elements.writeBytes(uuid(string(json)));
      }
      int count = elements.size() / 20;
      return count == 0
          ? EMPTY_UUIDS.clone()
          : ByteBuffer.allocate(20 + elements.size())
              .putInt(1)
              .putInt(0)
              .putInt(UUID_OID)
              .putInt(count)
              .putInt(1)
              .put(elements.toByteArray())
              .array();
    }
  };

  private static final String INFINITY = "infinity";
  private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");
  private static final int MAX_DIMENSIONS = 16_000;

  /** The OID of {@code uuid}, the same on every server. */
  private static final int UUID_OID = 2950;

  private static final byte[] EMPTY_UUIDS =
      ByteBuffer.allocate(12).putInt(0).putInt(0).putInt(UUID_OID).array();

  /** Writes a value that is not null. */
  abstract void write(byte[] value, JsonGenerator json) throws IOException;

  /**
   * Reads the value that the parser stands at.
   *
   * @throws IOException when it is no JSON of this type
   * @throws RuntimeException when the text is none of its values
   */
  abstract byte[] read(JsonParser json) throws IOException;

  private static byte[] four(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  private static byte[] eight(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }

  private static boolean isInfinite(long micros) {
    return micros == Long.MAX_VALUE || micros == Long.MIN_VALUE;
  }

  private static String uuid(ByteBuffer value) {
    return new java.util.UUID(value.getLong(), value.getLong()).toString();
  }

  private static byte[] uuid(String text) {
    java.util.UUID id = java.util.UUID.fromString(text);
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  private static String string(JsonParser json) throws IOException {
    expect(json, JsonToken.VALUE_STRING);
    return json.getText();
  }

  private static float number(JsonParser json) throws IOException {
    if (!json.currentToken().isNumeric()) {
      throw new IOException("a number was expected");
    }
    return Float.parseFloat(json.getText());
  }

  private static void expect(JsonParser json, JsonToken token) throws IOException {
    if (json.currentToken() != token) {
      throw new IOException("%s was expected, not %s".formatted(token, json.currentToken()));
    }
  }

  private static byte[] bytes(ByteBuffer written) {
    byte[] bytes = new byte[written.position()];
    written.get(0, bytes);
    return bytes;
  }
}
