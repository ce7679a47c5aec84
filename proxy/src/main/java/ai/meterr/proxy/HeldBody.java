package ai.meterr.proxy;

import ai.meterr.proxy.Exchange.Held;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request's body on its way to being whole. The bytes are copied out of the socket's buffers: a
 * slice of two kilobytes would keep sixty-four alive for as long as a model thinks. Pieces double
 * in size, so that a client that declares much and sends little takes little.
 */
final class HeldBody implements BodySink {
  private static final int PIECE_MIN = 16 << 10;
  private static final int PIECE_MAX = 1 << 20;

  private final ByteBufAllocator allocator;
  private final BodyMemory memory;
  private final long bytesMax;
  private final Runnable stop;
  private final Consumer<Held> then;
  private long expected;
  private long reserved;
  private long received;
  private @Nullable ByteBuf piece;
  private @Nullable CompositeByteBuf pieces;
  private boolean over;

  /**
   * @param declaredLength -1 where it is not known
   * @param stop called when no further byte is wanted
   */
  HeldBody(
      ByteBufAllocator allocator,
      BodyMemory memory,
      long declaredLength,
      long bytesMax,
      Runnable stop,
      Consumer<Held> then) {
    this.allocator = allocator;
    this.memory = memory;
    this.expected = declaredLength;
    this.bytesMax = bytesMax;
    this.stop = stop;
    this.then = then;
  }

  @Override
  public void data(ByteBuf bytes) {
    try {
      if (over) {
        return;
      }
      received += bytes.readableBytes();
      if (received > bytesMax) {
        giveUp(new Held.TooLarge());
        return;
      }
      while (bytes.isReadable()) {
        ByteBuf into = piece != null && piece.isWritable() ? piece : nextPiece();
        if (into == null) {
          giveUp(new Held.NoRoom());
          return;
        }
        into.writeBytes(bytes, Math.min(bytes.readableBytes(), into.writableBytes()));
      }
    } finally {
      bytes.release();
    }
  }

  private @Nullable ByteBuf nextPiece() {
    int size = (int) Math.clamp(reserved, PIECE_MIN, PIECE_MAX);
    if (expected >= 0) {
      size = (int) Math.min(size, expected - reserved);
    }
    if (!memory.take(size)) {
      return null;
    }
    reserved += size;
    finishPiece();
    piece = allocator.directBuffer(size, size);
    return piece;
  }

  private void finishPiece() {
    if (piece == null) {
      return;
    }
    if (pieces == null) {
      pieces = allocator.compositeDirectBuffer(Integer.MAX_VALUE);
    }
    pieces.addComponent(true, piece);
    piece = null;
  }

  @Override
  public void end() {
    if (over) {
      return;
    }
    over = true;
    if (pieces != null) {
      finishPiece();
    }
    then.accept(new Held.Body(bytes()));
  }

  private ByteBuf bytes() {
    if (pieces != null) {
      return pieces;
    }
    return piece != null ? piece : Unpooled.EMPTY_BUFFER;
  }

  @Override
  public void flush() {}

  @Override
  public void broken(String why) {
    if (!over) {
      giveUp(new Held.Gone());
    }
  }

  private void giveUp(Held outcome) {
    over = true;
    stop.run();
    release();
    then.accept(outcome);
  }

  /** Lets go of the bytes and of their share of the memory. Harmless when repeated. */
  void release() {
    over = true;
    if (piece != null) {
      piece.release();
      piece = null;
    }
    if (pieces != null) {
      pieces.release();
      pieces = null;
    }
    memory.giveBack(reserved);
    reserved = 0;
  }
}
