package ai.meterr.proxy;

import io.netty.buffer.ByteBuf;

/** Who takes a request's body as it comes in. */
interface BodySink {
  /** Ownership passes. */
  void data(ByteBuf bytes);

  void end();

  /** No more bytes at hand just now. */
  void flush();

  /** The rest will not come. */
  void broken(String why);
}
