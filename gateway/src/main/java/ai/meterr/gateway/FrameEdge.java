package ai.meterr.gateway;

import io.netty.buffer.ByteBuf;

/** Whether the bytes of an event stream that have passed end where a frame ends. */
final class FrameEdge {
  private boolean any;

  /** The last four bytes. */
  private int last;

  void passed(ByteBuf bytes) {
    int end = bytes.writerIndex();
    for (int i = Math.max(bytes.readerIndex(), end - Integer.BYTES); i < end; i++) {
      last = last << Byte.SIZE | (bytes.getByte(i) & 0xFF);
      any = true;
    }
  }

  boolean isReached() {
    return !any
        || (last & 0xFFFF) == 0x0A0A // two line feeds
        || (last & 0xFFFF) == 0x0D0D // two carriage returns
        || last == 0x0D0A0D0A; // two of both
  }
}
