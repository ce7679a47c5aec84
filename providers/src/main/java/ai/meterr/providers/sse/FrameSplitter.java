package ai.meterr.providers.sse;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Cuts a stream into its frames, byte for byte: each with the blank line that ends it. A frame that
 * grows past {@link #FRAME_MAX} is handed on in pieces, untouched.
 */
public final class FrameSplitter {
  static final int FRAME_MAX = 4 << 20;

  private enum At {
    LINE_START,
    IN_LINE,
    /** Behind a carriage return, whose line feed may follow. */
    RETURN,
    /** Behind the carriage return of a blank line. */
    BLANK_RETURN
  }

  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private At at = At.LINE_START;
  private boolean tooLarge;

  /** Who gets what was cut; the views are valid only during the calls. */
  public interface Listener {
    /** A whole frame. */
    void frame(ByteBuffer bytes);

    /** What is no whole frame. */
    void rest(ByteBuffer bytes);
  }

  /** Consumes the view. */
  public void feed(ByteBuffer bytes, Listener listener) {
    int begin = bytes.position();
    for (int i = begin; i < bytes.limit(); i++) {
      byte c = bytes.get(i);
      if (at == At.BLANK_RETURN) {
        // a line feed still belongs to the blank line; anything else begins the next frame
        int end = c == '\n' ? i + 1 : i;
        emit(bytes, begin, end, listener);
        begin = end;
        at = At.LINE_START;
        if (c == '\n') {
          continue;
        }
      }
      if (next(c)) {
        emit(bytes, begin, i + 1, listener);
        begin = i + 1;
      }
    }
    keep(bytes, begin, listener);
    bytes.position(bytes.limit());
  }

  /** Whether this byte ends a frame. */
  private boolean next(byte c) {
    switch (c) {
      case '\n' -> {
        boolean blank = at == At.LINE_START;
        at = At.LINE_START;
        return blank;
      }
      case '\r' -> at = at == At.IN_LINE ? At.RETURN : At.BLANK_RETURN;
      default -> at = At.IN_LINE;
    }
    return false;
  }

  private void emit(ByteBuffer bytes, int from, int to, Listener listener) {
    ByteBuffer piece = bytes.duplicate().position(from).limit(to);
    if (tooLarge) {
      tooLarge = false;
      listener.rest(piece);
    } else if (kept.size() == 0) {
      listener.frame(piece);
    } else {
      append(piece);
      listener.frame(ByteBuffer.wrap(kept.toByteArray()));
      kept.reset();
    }
  }

  private void keep(ByteBuffer bytes, int from, Listener listener) {
    ByteBuffer rest = bytes.duplicate().position(from);
    if (!rest.hasRemaining()) {
      return;
    }
    if (tooLarge) {
      listener.rest(rest);
      return;
    }
    append(rest);
    if (kept.size() > FRAME_MAX) {
      tooLarge = true;
      end(listener);
    }
  }

  private void append(ByteBuffer piece) {
    byte[] copy = new byte[piece.remaining()];
    piece.get(copy);
    kept.writeBytes(copy);
  }

  /** What is kept goes out. */
  public void end(Listener listener) {
    if (kept.size() > 0) {
      listener.rest(ByteBuffer.wrap(kept.toByteArray()));
      kept.reset();
    }
  }
}
