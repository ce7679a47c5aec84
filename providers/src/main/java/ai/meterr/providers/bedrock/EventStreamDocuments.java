package ai.meterr.providers.bedrock;

import ai.meterr.providers.AnswerReader;
import ai.meterr.providers.eventstream.EventStream;
import ai.meterr.providers.eventstream.FrameHeaders;
import ai.meterr.providers.json.JsonStream;
import ai.meterr.providers.json.Picked;
import ai.meterr.usage.Reading;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of a binary stream as JSON documents, one a frame. Converse puts the document
 * into the payload itself, InvokeModel puts the model's own document into it as base64. A document
 * counts once its frame's checksum has come and is right.
 */
final class EventStreamDocuments
    implements AnswerReader, EventStream.Listener, JsonStream.Listener {
  private final BedrockTranscript transcript;
  private final EventStream frames = new EventStream(this);
  private final JsonStream json;
  private Base64Member chunk = new Base64Member("bytes");
  private boolean inChunk;
  private boolean inException;
  private @Nullable Picked document;
  private Progress progress = Progress.OPEN;
  private @Nullable Reading finished;

  EventStreamDocuments(BedrockTranscript transcript) {
    this.transcript = transcript;
    this.json = new JsonStream(transcript.wanted(), this);
  }

  @Override
  public Progress read(ByteBuffer decoded) {
    if (progress != Progress.SETTLED) {
      frames.feed(decoded);
    }
    return progress;
  }

  @Override
  public void begin(FrameHeaders headers) {
    document = null;
    inException = !"event".equals(headers.at(":message-type"));
    inChunk = "chunk".equals(headers.at(":event-type"));
    chunk = new Base64Member("bytes");
  }

  @Override
  public void payload(ByteBuffer bytes, int from, int to) {
    if (inChunk) {
      chunk.feed(bytes, from, to, json::feed);
    } else {
      json.feed(bytes, from, to);
    }
  }

  @Override
  public void document(Picked document) {
    this.document = document;
  }

  @Override
  public void arrayEnded() {}

  @Override
  public void end() {
    boolean whole = json.boundary();
    Progress told = Progress.OPEN;
    if (inException) {
      transcript.exception();
      told = Progress.ENDING;
    } else if (document != null && whole && progress != Progress.SETTLED) {
      told = transcript.document(document);
    }
    progress = told.compareTo(progress) > 0 ? told : progress;
  }

  @Override
  public void damaged() {
    if (progress != Progress.SETTLED) {
      transcript.damaged();
    }
  }

  /** Asked again, it says the same again. */
  @Override
  public Reading finish(boolean complete) {
    if (finished == null) {
      boolean whole = progress == Progress.SETTLED || frames.isBetweenFrames();
      finished = transcript.finish(complete && whole);
      json.close();
    }
    return finished;
  }
}
