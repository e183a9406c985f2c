package dev.loxodonta.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection that carries one unary call at a time, as bytes made beforehand, and only looks at
 * the status of an answer. It takes any amount of data at once and keeps to the window that the
 * peer grants. For the event loop only.
 */
final class SearchConnection extends ByteToMessageDecoder {

  /** Who is told about a call; for each, one of both is called once. */
  interface Caller {

    void answered();

    void failed(Exception reason);
  }

  private static final int WINDOW = Integer.MAX_VALUE;
  private static final int REFILL = 1 << 30;

  private final RequestFrames frames;
  private final DefaultHttp2FrameWriter writer = new DefaultHttp2FrameWriter();
  private final DefaultHttp2FrameReader reader =
      new DefaultHttp2FrameReader(new DefaultHttp2HeadersDecoder(false));
  private final Frames listener = new Frames();
  private int stream = -1;
  private int request;
  private int mayBeSent = Http2CodecUtil.DEFAULT_WINDOW_SIZE;
  private boolean waits;
  private int taken;
  private boolean hasData;
  private @Nullable Caller caller;

  SearchConnection(RequestFrames frames) {
    this.frames = frames;
  }

  /** Sends a request; not while another one is not answered. */
  void call(ChannelHandlerContext context, int request, Caller caller) {
    this.caller = caller;
    this.request = request;
    this.hasData = false;
    this.stream += 2;
    send(context);
  }

  private void send(ChannelHandlerContext context) {
    waits = mayBeSent < frames.windowBytes(request);
    if (!waits) {
      mayBeSent -= frames.windowBytes(request);
      context.writeAndFlush(frames.call(context.alloc(), stream, request), context.voidPromise());
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    context.write(Http2CodecUtil.connectionPrefaceBuf());
    writer.writeSettings(
        context,
        new Http2Settings().initialWindowSize(WINDOW).pushEnabled(false),
        context.newPromise());
    widen(context, WINDOW - Http2CodecUtil.DEFAULT_WINDOW_SIZE);
  }

  private void widen(ChannelHandlerContext context, int bytes) {
    writer.writeWindowUpdate(
        context, Http2CodecUtil.CONNECTION_STREAM_ID, bytes, context.newPromise());
    context.flush();
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Http2Exception {
    reader.readFrame(context, in, listener);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(new IllegalStateException("the connection failed", cause));
    context.close();
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext context) {
    fail(new IllegalStateException("the connection was closed"));
  }

  private void fail(Exception reason) {
    Caller told = caller;
    caller = null;
    if (told != null) {
      told.failed(reason);
    }
  }

  private void end(Http2Headers trailers) {
    CharSequence status = trailers.get("grpc-status");
    Caller told = caller;
    if (told != null && hasData && status != null && "0".contentEquals(status)) {
      caller = null;
      told.answered();
    } else {
      fail(new IllegalStateException("a search failed: " + trailers));
    }
  }

  private final class Frames extends Http2FrameAdapter {

    @Override
    public int onDataRead(
        ChannelHandlerContext context, int id, ByteBuf data, int padding, boolean last) {
      int length = data.readableBytes() + padding;
      hasData = true;
      taken += length;
      if (taken >= REFILL) {
        widen(context, taken);
        taken = 0;
      }
      return length;
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext context, int id, Http2Headers headers, int padding, boolean last) {
      if (last) {
        end(headers);
      }
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext context, int id, long errorCode) {
      fail(new IllegalStateException("the service reset a search, code " + errorCode));
    }

    @Override
    public void onGoAwayRead(
        ChannelHandlerContext context, int last, long errorCode, ByteBuf reason) {
      fail(new IllegalStateException("the service ends the connection, code " + errorCode));
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) {
      writer.writeSettingsAck(context, context.newPromise());
      context.flush();
    }

    @Override
    public void onPingRead(ChannelHandlerContext context, long data) {
      writer.writePing(context, true, data, context.newPromise());
      context.flush();
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext context, int id, int bytes) {
      if (id == Http2CodecUtil.CONNECTION_STREAM_ID) {
        mayBeSent += bytes;
        if (waits) {
          send(context);
        }
      }
    }
  }
}
