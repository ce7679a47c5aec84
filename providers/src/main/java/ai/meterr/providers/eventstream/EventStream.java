package ai.meterr.providers.eventstream;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Takes an event stream apart, in pieces of any size and in little memory: payloads are handed on
 * as they come. A frame is its length, its headers' length and a checksum of these two; headers;
 * payload; a checksum of all before it, four bytes each, big-endian
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html and smithy.io,
 * Amazon Event Stream, read 2026-11-24). Behind a wrong checksum nothing can be trusted, lengths
 * included: no more is read.
 */
public final class EventStream {
  private static final int PRELUDE = 12;
  private static final int CHECKSUM = 4;

  /** Amazon's own limits. */
  private static final int HEADERS_MAX = 128 << 10;

  private static final int FRAME_MAX = (24 << 20) + HEADERS_MAX + PRELUDE + CHECKSUM;

  private enum In {
    PRELUDE,
    HEADERS,
    PAYLOAD,
    CHECKSUM,
    NOWHERE
  }

  private final Listener listener;
  private final CRC32 checksum = new CRC32();
  private In in = In.PRELUDE;
  private ByteBuffer part = ByteBuffer.allocate(PRELUDE);
  private int headersLength;
  private int payloadLeft;

  public interface Listener {
    void begin(FrameHeaders headers);

    /**
     * A part of the payload, valid only during the call. Whether it came undamaged shows only at
     * the frame's end.
     */
    void payload(ByteBuffer bytes, int from, int to);

    /** The frame is over, and its checksum right: told with its last byte. */
    void end();

    /** The stream is no event stream from here on; nothing more is told. */
    void damaged();
  }

  public EventStream(Listener listener) {
    this.listener = listener;
  }

  /** Reads what remains of a view, without moving its position. */
  public void feed(ByteBuffer view) {
    ByteBuffer bytes = view.duplicate();
    while (bytes.hasRemaining() && in != In.NOWHERE) {
      if (in == In.PAYLOAD) {
        payload(bytes);
      } else if (gathered(bytes)) {
        part.flip();
        switch (in) {
          case PRELUDE -> prelude();
          case HEADERS -> headers();
          case CHECKSUM -> checksum();
          case PAYLOAD, NOWHERE -> {}
        }
      }
    }
  }

  /** Whether no frame has begun that is not over. */
  public boolean isBetweenFrames() {
    return in == In.PRELUDE && part.position() == 0;
  }

  private boolean gathered(ByteBuffer bytes) {
    int count = Math.min(bytes.remaining(), part.remaining());
    part.put(bytes.slice(bytes.position(), count));
    bytes.position(bytes.position() + count);
    return !part.hasRemaining();
  }

  private void prelude() {
    checksum.reset();
    checksum.update(part.slice(0, PRELUDE - CHECKSUM));
    int length = part.getInt();
    headersLength = part.getInt();
    boolean right = part.getInt() == (int) checksum.getValue();
    payloadLeft = length - PRELUDE - CHECKSUM - headersLength;
    if (!right || !isPossible(length)) {
      damaged();
      return;
    }
    checksum.update(part.slice(PRELUDE - CHECKSUM, CHECKSUM));
    expect(In.HEADERS, headersLength);
    if (headersLength == 0) {
      headers();
    }
  }

  private boolean isPossible(int length) {
    return length >= PRELUDE + CHECKSUM
        && length <= FRAME_MAX
        && headersLength >= 0
        && headersLength <= HEADERS_MAX
        && payloadLeft >= 0;
  }

  private void headers() {
    checksum.update(part.duplicate());
    FrameHeaders headers = FrameHeaders.read(part);
    if (headers == null) {
      damaged();
      return;
    }
    listener.begin(headers);
    in = In.PAYLOAD;
    if (payloadLeft == 0) {
      expect(In.CHECKSUM, CHECKSUM);
    }
  }

  private void payload(ByteBuffer bytes) {
    int from = bytes.position();
    int to = from + Math.min(payloadLeft, bytes.remaining());
    listener.payload(bytes, from, to);
    checksum.update(bytes.duplicate().limit(to));
    bytes.position(to);
    payloadLeft -= to - from;
    if (payloadLeft == 0) {
      expect(In.CHECKSUM, CHECKSUM);
    }
  }

  private void checksum() {
    if (part.getInt() != (int) checksum.getValue()) {
      damaged();
      return;
    }
    expect(In.PRELUDE, PRELUDE);
    listener.end();
  }

  private void expect(In next, int length) {
    in = next;
    part = ByteBuffer.allocate(length);
  }

  private void damaged() {
    in = In.NOWHERE;
    part = ByteBuffer.allocate(0);
    listener.damaged();
  }
}
