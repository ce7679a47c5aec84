package ai.meterr.providers.sse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Finds the data of server-sent events in bytes that come in pieces of any size, and hands it on
 * without keeping it (WHATWG HTML, 9.2.6; lines end with CR, LF or both).
 */
public final class SseStream {
  private static final byte[] DATA_FIELD = "data".getBytes(StandardCharsets.US_ASCII);

  /** What OpenAI and others send as the last data of a stream. */
  private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] LINE_END = {'\n'};

  private enum In {
    LINE_START,
    FIELD_NAME,
    BEFORE_DATA,
    DATA,
    OTHER
  }

  private final Listener listener;
  private In in = In.LINE_START;
  private int matched;
  private boolean dataSeen;
  private boolean afterCarriageReturn;

  public interface Listener {
    /** A part of a frame's data, valid only during the call. */
    void data(ByteBuffer bytes, int from, int to);

    void data(byte[] bytes, int count);

    /** {@code [DONE]} came: told with its last byte. */
    void done();

    /** The frame is over. Told only of frames with data. */
    void frameEnded();
  }

  public SseStream(Listener listener) {
    this.listener = listener;
  }

  /** Reads what remains of a view, without moving its position. */
  public void feed(ByteBuffer bytes) {
    int end = bytes.limit();
    for (int i = bytes.position(); i < end; i++) {
      byte c = bytes.get(i);
      if (c == '\n' && afterCarriageReturn) {
        afterCarriageReturn = false;
        continue;
      }
      afterCarriageReturn = c == '\r';
      if (c == '\n' || c == '\r') {
        lineEnded();
        continue;
      }
      switch (in) {
        case LINE_START, FIELD_NAME -> fieldName(c);
        case BEFORE_DATA -> {
          beginData();
          if (c != ' ') {
            i = data(bytes, i, end);
          }
        }
        case DATA -> i = data(bytes, i, end);
        case OTHER -> {}
      }
    }
  }

  private void fieldName(byte c) {
    in = In.FIELD_NAME;
    if (matched < DATA_FIELD.length && c == DATA_FIELD[matched]) {
      matched++;
    } else {
      in = matched == DATA_FIELD.length && c == ':' ? In.BEFORE_DATA : In.OTHER;
    }
  }

  private void beginData() {
    if (dataSeen) {
      listener.data(LINE_END, 1);
    }
    dataSeen = true;
    in = In.DATA;
    matched = 0;
  }

  /** Passes data on up to the line's or the view's end; the index of the last byte passed. */
  private int data(ByteBuffer bytes, int from, int end) {
    int start = from;
    while (matched >= 0 && start < end && matched < DONE.length) {
      byte c = bytes.get(start);
      if (c != DONE[matched]) {
        notDone();
        break;
      }
      start++;
      if (++matched == DONE.length) {
        in = In.OTHER;
        listener.done();
        return start - 1;
      }
    }
    int stop = start;
    while (stop < end && bytes.get(stop) != '\n' && bytes.get(stop) != '\r') {
      stop++;
    }
    if (stop > start) {
      listener.data(bytes, start, stop);
    }
    return stop - 1;
  }

  private void notDone() {
    if (matched > 0) {
      listener.data(DONE, matched);
    }
    matched = -1;
  }

  private void lineEnded() {
    if (in == In.DATA) {
      notDone();
    } else if (in == In.LINE_START && dataSeen) {
      dataSeen = false;
      listener.frameEnded();
    }
    in = In.LINE_START;
    matched = 0;
  }
}
