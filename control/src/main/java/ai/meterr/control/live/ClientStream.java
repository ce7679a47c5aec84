package ai.meterr.control.live;

import ai.meterr.ledger.report.Reports;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The stream to one client: reads on from the client's own cursor, writes, waits for news. */
final class ClientStream {
  private final Channel channel;
  private final LivePace pace;
  private final BooleanSupplier mayStillRead;
  private final String begin;

  /** What was known to have happened before {@link #frames} was read. */
  private long seen;

  private Frames frames;

  /**
   * Reads what comes first, so that what cannot be resumed is found out before anything is written.
   *
   * @param resume the last cursor that the client has seen; null: begin now
   * @throws Reports.BadCursor where it is none of this stream's
   */
  ClientStream(
      Channel channel, LivePace pace, BooleanSupplier mayStillRead, @Nullable String resume)
      throws InterruptedException {
    this.channel = channel;
    this.pace = pace;
    this.mayStillRead = mayStillRead;
    this.seen = channel.generation();
    this.begin = resume == null ? channel.now() : resume;
    this.frames = channel.read(begin, seen);
  }

  /** Returns when the stream is over: too old, not allowed any more, or the process stops. */
  void writeTo(OutputStream out) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    long checked = begun;
    write(out, Frames.opening(begin));
    while (true) {
      if (!frames.isEmpty()) {
        write(out, frames.bytes());
      }
      if (isPast(begun, pace.life())) {
        return;
      }
      if (isPast(checked, pace.recheck())) {
        if (!mayStillRead.getAsBoolean()) {
          return;
        }
        checked = System.nanoTime();
      }
      if (!frames.full()) {
        switch (channel.await(seen, pace.heartbeat())) {
          case CLOSED -> {
            return;
          }
          case TIME_IS_UP -> write(out, Frames.heartbeat());
          case GREW -> {}
        }
      }
      seen = channel.generation();
      frames = channel.read(frames.cursor(), seen);
    }
  }

  private static void write(OutputStream out, byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  private static boolean isPast(long nanos, Duration duration) {
    return System.nanoTime() - nanos >= duration.toNanos();
  }
}
