package ai.meterr.gateway;

import ai.meterr.providers.AnswerReader;
import ai.meterr.providers.AnswerReader.Progress;
import ai.meterr.usage.Reading;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.compression.JdkZlibDecoder;
import io.netty.handler.codec.compression.ZlibDecoder;
import io.netty.handler.codec.compression.ZlibWrapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads usage from an answer while it passes. A compressed answer passes as sent; a copy is
 * inflated here, piece by piece, and thrown away. What cannot be read costs the client nothing: the
 * event then says that its usage is unknown, and why.
 */
final class SideReader implements AutoCloseable {
  /** Inflated bytes of one answer that are read; an answer that grows past it is not a model's. */
  private static final long INFLATED_MAX = 1L << 30;

  /**
   * Netty's decoder then hands on what it has inflated every 64 KiB; with a limit it would give up
   * on an answer that inflates well.
   */
  private static final int NO_LIMIT_AT_ONCE = 0;

  private final AnswerReader reader;
  private final @Nullable EmbeddedChannel inflater;
  private @Nullable String gaveUp;
  private long inflated;
  private Progress progress = Progress.OPEN;

  private SideReader(AnswerReader reader, @Nullable ZlibDecoder inflater, @Nullable String gaveUp) {
    this.reader = reader;
    this.inflater = inflater == null ? null : new EmbeddedChannel(inflater, new Inflated());
    this.gaveUp = gaveUp;
  }

  static SideReader of(AnswerReader reader, @Nullable String contentEncoding) {
    String coding =
        contentEncoding == null ? "identity" : contentEncoding.trim().toLowerCase(Locale.ROOT);
    return switch (coding) {
      case "", "identity" -> new SideReader(reader, null, null);
      case "gzip", "x-gzip" ->
          new SideReader(
              reader, new JdkZlibDecoder(ZlibWrapper.GZIP, true, NO_LIMIT_AT_ONCE), null);
      case "deflate" ->
          new SideReader(
              reader, new JdkZlibDecoder(ZlibWrapper.ZLIB_OR_NONE, NO_LIMIT_AT_ONCE), null);
      default ->
          new SideReader(
              reader,
              null,
              "usage not read: the answer's content-encoding is none that was asked for");
    };
  }

  boolean compressed() {
    return inflater != null || gaveUp != null;
  }

  /** Reads without consuming. */
  Progress read(ByteBuf bytes) {
    if (gaveUp != null) {
      return progress;
    }
    if (inflater == null) {
      readDecoded(bytes);
      return progress;
    }
    try {
      inflater.writeInbound(bytes.retainedDuplicate());
    } catch (DecoderException damaged) {
      gaveUp = "usage not read: the compressed answer is damaged";
    }
    return progress;
  }

  /** The end of the inflating pipeline: each piece is read as soon as it is there. */
  private final class Inflated extends SimpleChannelInboundHandler<ByteBuf> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf decoded) {
      inflated += decoded.readableBytes();
      if (inflated > INFLATED_MAX) {
        gaveUp = "usage not read: the answer inflates past " + (INFLATED_MAX >> 20) + " MiB";
      } else {
        readDecoded(decoded);
      }
    }
  }

  private void readDecoded(ByteBuf bytes) {
    for (var view : bytes.nioBuffers()) {
      Progress now = reader.read(view);
      progress = now.compareTo(progress) > 0 ? now : progress;
    }
  }

  Reading finish(boolean complete) {
    Reading reading = reader.finish(complete && gaveUp == null);
    if (gaveUp == null) {
      return reading;
    }
    List<String> notes = new ArrayList<>(reading.notes());
    notes.add(gaveUp);
    return new Reading(
        reading.told(),
        reading.usage(),
        reading.responseModel(),
        reading.responseId(),
        reading.serviceTier(),
        reading.region(),
        reading.subCalls(),
        reading.providerCost(),
        reading.errorInside(),
        reading.ended(),
        notes);
  }

  @Override
  public void close() {
    if (inflater != null) {
      try {
        inflater.finishAndReleaseAll();
      } catch (DecoderException truncated) {
        // an answer that broke off inside its compression: what was readable has been read
      }
    }
  }
}
