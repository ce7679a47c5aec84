package ai.meterr.providers.answer;

import ai.meterr.providers.AnswerReader;
import ai.meterr.providers.json.JsonStream;
import ai.meterr.providers.json.Paths;
import ai.meterr.providers.json.Picked;
import ai.meterr.providers.sse.SseStream;
import ai.meterr.usage.Reading;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer as JSON documents, whatever frames them: a body of one object, an array whose
 * elements come one by one, lines, or server-sent events. Which it is shows in the first byte, for
 * content types are now and then missing or wrong. What follows the end of an answer is not read:
 * clients do not read it either.
 */
public final class AnswerDocuments
    implements AnswerReader, JsonStream.Listener, SseStream.Listener {
  private enum Framing {
    UNSEEN,
    PLAIN,
    EVENTS
  }

  private final Transcript transcript;
  private final JsonStream json;
  private @Nullable SseStream events;
  private Framing framing = Framing.UNSEEN;
  private Progress progress = Progress.OPEN;
  private boolean inArray;
  private boolean inLines;
  private boolean malformed;
  private @Nullable Reading finished;

  /**
   * @param wanted what the transcript looks at
   */
  public AnswerDocuments(Paths wanted, Transcript transcript) {
    this.transcript = transcript;
    this.json = new JsonStream(wanted, this);
  }

  @Override
  public Progress read(ByteBuffer decoded) {
    if (progress == Progress.SETTLED) {
      return progress;
    }
    ByteBuffer bytes = decoded.duplicate();
    if (framing == Framing.UNSEEN) {
      lookAtFirstByte(bytes);
    }
    if (events != null) {
      events.feed(bytes);
    } else if (framing == Framing.PLAIN) {
      json.feed(bytes, bytes.position(), bytes.limit());
    }
    return progress;
  }

  private void lookAtFirstByte(ByteBuffer bytes) {
    for (; bytes.hasRemaining(); bytes.get()) {
      switch (bytes.get(bytes.position())) {
        case ' ', '\t', '\r', '\n', (byte) 0xEF, (byte) 0xBB, (byte) 0xBF -> {} // a byte order mark
        case '{', '[' -> {
          inArray = bytes.get(bytes.position()) == '[';
          framing = Framing.PLAIN;
          return;
        }
        default -> {
          framing = Framing.EVENTS;
          events = new SseStream(this);
          return;
        }
      }
    }
  }

  @Override
  public void document(Picked document) {
    if (progress == Progress.SETTLED) {
      return;
    }
    Progress told = transcript.document(document);
    boolean whole = framing == Framing.PLAIN && !inArray && transcript.isWhole(document);
    inLines |= framing == Framing.PLAIN && !inArray && !whole;
    advance(whole ? Progress.SETTLED : told);
  }

  @Override
  public void arrayEnded() {
    advance(Progress.SETTLED);
  }

  @Override
  public void data(ByteBuffer bytes, int from, int to) {
    json.feed(bytes, from, to);
  }

  @Override
  public void data(byte[] bytes, int count) {
    json.feed(bytes, count);
  }

  @Override
  public void done() {
    if (progress != Progress.SETTLED) {
      transcript.done();
      advance(Progress.SETTLED);
    }
  }

  @Override
  public void frameEnded() {
    malformed |= !json.boundary() && progress != Progress.SETTLED;
  }

  private void advance(Progress told) {
    progress = told.compareTo(progress) > 0 ? told : progress;
  }

  /** Asked again, it says the same again. */
  @Override
  public Reading finish(boolean complete) {
    if (finished == null) {
      finished = reading(complete);
      json.close();
    }
    return finished;
  }

  private Reading reading(boolean complete) {
    boolean cutOff = framing == Framing.PLAIN && !inLines && progress != Progress.SETTLED;
    Reading reading = transcript.finish(complete && !cutOff);
    if (!malformed && !(complete && cutOff)) {
      return reading;
    }
    List<String> notes = new ArrayList<>(reading.notes());
    notes.add("the answer is not all JSON");
    return new Reading(
        reading.told(),
        reading.usage(),
        reading.responseModel(),
        reading.responseId(),
        reading.serviceTier(),
        reading.region(),
        reading.subCalls(),
        reading.providerCost(),
        reading.errorInside(),
        reading.ended(),
        notes);
  }
}
