package ai.meterr.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Every call that is answered, one line of JSON each: the truth that a meter can be held against.
 * {@link #add} returns once its line is on the disk; calls that wait together share one fsync.
 */
final class CallLog implements AutoCloseable {
  private final FileChannel file;
  private final BlockingQueue<Line> waiting = new LinkedBlockingQueue<>();
  private final Thread writer;
  private volatile boolean closed;

  private static final Line LAST = new Line(new byte[0], new CompletableFuture<>());

  private record Line(byte[] bytes, CompletableFuture<Void> written) {}

  private CallLog(FileChannel file) {
    this.file = file;
    this.writer = Thread.ofPlatform().name("sandbox-call-log").daemon().unstarted(this::write);
  }

  static CallLog open(Path path) {
    try {
      CallLog log =
          new CallLog(
              FileChannel.open(
                  path,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.APPEND));
      log.writer.start();
      return log;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open the call log " + path, e);
    }
  }

  void add(Taken call) throws IOException {
    Line line = new Line(call.line(), new CompletableFuture<>());
    waiting.add(line);
    if (closed) {
      line.written.completeExceptionally(new IOException("the sandbox is closed"));
    }
    try {
      line.written.join();
    } catch (CompletionException e) {
      throw new IOException("the call log could not be written", e.getCause());
    }
  }

  private void write() {
    List<Line> batch = new ArrayList<>();
    while (!batch.contains(LAST)) {
      batch.clear();
      try {
        batch.add(waiting.take());
        waiting.drainTo(batch);
        writeAndSync(batch);
        batch.forEach(line -> line.written.complete(null));
      } catch (IOException | InterruptedException e) {
        batch.forEach(line -> line.written.completeExceptionally(e));
      }
    }
  }

  private void writeAndSync(List<Line> batch) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(batch.stream().mapToInt(line -> line.bytes.length).sum());
    batch.forEach(line -> all.put(line.bytes));
    all.flip();
    while (all.hasRemaining()) {
      file.write(all);
    }
    file.force(false);
  }

  /** What waits already is still written. */
  @Override
  public void close() {
    closed = true;
    waiting.add(LAST);
    try {
      writer.join();
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the call log", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
