package ai.meterr.providers.openai;

import ai.meterr.providers.StreamFilter;
import ai.meterr.providers.sse.FrameSplitter;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Makes a chat stream that Meterr asked for usage look as if nobody had: the chunk with the usage
 * goes, and so does {@code "usage":null} from all others. A chunk that has both choices and usage
 * would have it unasked too, so it stays.
 */
final class AskedUsageFilter implements StreamFilter {
  private static final byte[] USAGE = {'"', 'u', 's', 'a', 'g', 'e', '"'};

  private final FrameSplitter frames = new FrameSplitter();

  @Override
  public void filter(ByteBuffer bytes, Consumer<ByteBuffer> out) {
    frames.feed(bytes, to(out));
  }

  @Override
  public void end(Consumer<ByteBuffer> out) {
    frames.end(to(out));
  }

  private static FrameSplitter.Listener to(Consumer<ByteBuffer> out) {
    return new FrameSplitter.Listener() {
      @Override
      public void frame(ByteBuffer bytes) {
        pass(bytes, out);
      }

      @Override
      public void rest(ByteBuffer bytes) {
        out.accept(bytes);
      }
    };
  }

  private static void pass(ByteBuffer frame, Consumer<ByteBuffer> out) {
    if (!mentionsUsage(frame)) {
      out.accept(frame);
      return;
    }
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    UsageInFrame found = UsageInFrame.find(bytes);
    if (found.isUsageOnly()) {
      return;
    }
    int from = 0;
    for (UsageInFrame.Cut cut : found.nulls()) {
      out.accept(ByteBuffer.wrap(bytes, from, cut.from() - from));
      from = cut.to();
    }
    out.accept(ByteBuffer.wrap(bytes, from, bytes.length - from));
  }

  private static boolean mentionsUsage(ByteBuffer frame) {
    int matched = 0;
    for (int i = frame.position(); i < frame.limit(); i++) {
      byte c = frame.get(i);
      matched = c == USAGE[matched] ? matched + 1 : c == USAGE[0] ? 1 : 0;
      if (matched == USAGE.length) {
        return true;
      }
    }
    return false;
  }
}
