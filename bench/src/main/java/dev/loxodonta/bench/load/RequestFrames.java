package dev.loxodonta.bench.load;

import com.google.protobuf.MessageLite;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The bytes of unary calls of one method, made once: a frame of headers, which from a connection's
 * second call on only names what the first one said, and a frame of data with gRPC's prefix of five
 * bytes. Only the stream's number is written anew. Thread-safe.
 */
final class RequestFrames {

  /** What a peer takes without having said otherwise (RFC 9113, 6.5.2). */
  private static final int MAX_FRAME = Http2CodecUtil.DEFAULT_MAX_FRAME_SIZE;

  private static final int PREFIX = 5;
  private static final short END_HEADERS = new Http2Flags().endOfHeaders(true).value();
  private static final short END_STREAM = new Http2Flags().endOfStream(true).value();

  private final byte[] firstHeaders;
  private final byte[] laterHeaders;
  private final List<byte[]> messages;

  /**
   * Makes the frames.
   *
   * @param address host:port
   * @param method its full name, as {@code loxodonta.search.v1.SearchService/Search}
   * @param messages what is sent, each below 16 KiB
   */
  RequestFrames(String address, String method, List<? extends MessageLite> messages) {
    Http2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
    Http2Headers headers = headers(address, method);
    this.firstHeaders = encode(encoder, headers);
    this.laterHeaders = encode(encoder, headers);
    this.messages = messages.stream().map(RequestFrames::prefixed).toList();
  }

  /** Returns how many different requests there are. */
  int count() {
    return messages.size();
  }

  /** Returns how many bytes of the peer's window a request takes. */
  int windowBytes(int request) {
    return messages.get(request).length;
  }

  /**
   * Returns the frames of a call.
   *
   * @param stream its number, 1 for the first call of a connection
   * @param request which request, from 0
   */
  ByteBuf call(ByteBufAllocator allocator, int stream, int request) {
    byte[] headers = stream == 1 ? firstHeaders : laterHeaders;
    byte[] message = messages.get(request);
    int length = 2 * Http2CodecUtil.FRAME_HEADER_LENGTH + headers.length + message.length;
    ByteBuf out = allocator.ioBuffer(length);
    frame(out, Http2FrameTypes.HEADERS, END_HEADERS, stream, headers);
    frame(out, Http2FrameTypes.DATA, END_STREAM, stream, message);
    return out;
  }

  private static void frame(ByteBuf out, byte type, short flags, int stream, byte[] payload) {
    out.writeMedium(payload.length)
        .writeByte(type)
        .writeByte(flags)
        .writeInt(stream)
        .writeBytes(payload);
  }

  /** A message that is not compressed, see gRPC over HTTP/2. */
  private static byte[] prefixed(MessageLite message) {
    int length = message.getSerializedSize();
    if (PREFIX + length > MAX_FRAME) {
      throw new IllegalArgumentException(
          "a request of " + length + " bytes where a frame takes " + (MAX_FRAME - PREFIX));
    }
    return ByteBuffer.allocate(PREFIX + length)
        .put((byte) 0)
        .putInt(length)
        .put(message.toByteArray())
        .array();
  }

  private static Http2Headers headers(String address, String method) {
    return new DefaultHttp2Headers()
        .method("POST")
        .scheme("http")
        .path("/" + method)
        .authority(address)
        .add("content-type", "application/grpc")
        .add("te", "trailers")
        .add("user-agent", "loxodonta-bench");
  }

  private static byte[] encode(Http2HeadersEncoder encoder, Http2Headers headers) {
    ByteBuf out = Unpooled.buffer();
    try {
      encoder.encodeHeaders(1, headers, out);
    } catch (Http2Exception e) {
      throw new IllegalStateException("cannot encode " + headers, e);
    }
    return ByteBufUtil.getBytes(out);
  }
}
