package ai.meterr.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Passes everything as it comes, and keeps a record of what it was told, but for the bytes. */
class Pass implements Relay {
  final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
  private boolean begun;

  /** The next thing it was told: {@code head 200}, {@code end}, {@code client left}, a failure. */
  Object next() throws InterruptedException {
    Object next = told.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("the relay was told nothing more");
    }
    return next;
  }

  Failure failure() throws InterruptedException {
    for (Object next = next(); ; next = next()) {
      if (next instanceof Failure failure) {
        return failure;
      }
    }
  }

  @Override
  public void head(int status, HttpHeaders headers, Downstream client) {
    told.add("head " + status);
    begun = true;
    client.head(status, headers);
  }

  @Override
  public void data(ByteBuf bytes, Downstream client) {
    client.write(bytes);
  }

  @Override
  public void end(Downstream client) {
    told.add("end");
    client.end();
  }

  @Override
  public void failed(Failure failure, Downstream client) {
    told.add(failure);
    if (begun) {
      client.abort();
      return;
    }
    HttpHeaders headers = new DefaultHttpHeaders(false);
    byte[] kind = failure.kind().name().getBytes(StandardCharsets.US_ASCII);
    headers.set("content-length", kind.length);
    client.head(502, headers);
    client.write(Unpooled.wrappedBuffer(kind));
    client.end();
  }

  @Override
  public void clientLeft(Downstream client) {
    told.add("client left");
    client.cancelUpstream();
  }
}
