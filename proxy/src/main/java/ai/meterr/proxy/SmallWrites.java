package ai.meterr.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/**
 * Gathers small pieces until the next flush, so that a head with a short body, or the many frames
 * of one read, are one piece for the socket. Pieces whose fate somebody follows pass as they are.
 */
final class SmallWrites extends ChannelOutboundHandlerAdapter {
  private static final int SMALL = 4 << 10;
  private static final int GATHERED_FIRST = 2 << 10;
  private static final int GATHERED_MAX = 16 << 10;

  private @Nullable ByteBuf gathered;

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    boolean small =
        promise.isVoid() && message instanceof ByteBuf bytes && bytes.readableBytes() <= SMALL;
    if (!small) {
      pass(ctx);
      ctx.write(message, promise);
      return;
    }
    ByteBuf piece = (ByteBuf) message;
    if (gathered != null && gathered.readableBytes() + piece.readableBytes() > GATHERED_MAX) {
      pass(ctx);
    }
    if (gathered == null) {
      gathered =
          ctx.alloc().directBuffer(Math.max(piece.readableBytes(), GATHERED_FIRST), GATHERED_MAX);
    }
    gathered.writeBytes(piece);
    piece.release();
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    pass(ctx);
    ctx.flush();
  }

  private void pass(ChannelHandlerContext ctx) {
    if (gathered != null) {
      ByteBuf whole = gathered;
      gathered = null;
      ctx.write(whole, ctx.voidPromise());
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (gathered != null) {
      gathered.release();
      gathered = null;
    }
  }
}
