package ai.meterr.providers.json;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.async.ByteArrayFeeder;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads JSON documents, one after another, from bytes that come in pieces of any size. Memory is
 * bounded by what is picked, not by the documents.
 */
public final class JsonStream implements AutoCloseable {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(1000).build())
          .build();

  private static final int PIECE = 2048;
  private static final byte[] LINE_END = {'\n'};

  private final Paths wanted;
  private final Listener listener;
  private final byte[] piece = new byte[PIECE];
  private @Nullable JsonParser parser;
  private StringCutter cutter = new StringCutter();
  private Picker picker;
  private boolean broken;
  private boolean afterName;

  /** Told as soon as the last byte of a document has been fed. */
  public interface Listener {
    void document(Picked document);

    /** An array at the root, whose elements were documents, is over. */
    void arrayEnded();
  }

  public JsonStream(Paths wanted, Listener listener) {
    this.wanted = wanted;
    this.listener = listener;
    this.picker = new Picker(wanted);
  }

  /**
   * Reads the next bytes.
   *
   * @param from index of the first byte in the buffer
   * @param to index behind the last one
   */
  public void feed(ByteBuffer bytes, int from, int to) {
    for (int at = from; at < to; at += PIECE) {
      int count = Math.min(PIECE, to - at);
      bytes.get(at, piece, 0, count);
      parse(count);
    }
  }

  /**
   * Reads the next bytes.
   *
   * @param count at most {@value #PIECE}
   */
  public void feed(byte[] bytes, int count) {
    System.arraycopy(bytes, 0, piece, 0, count);
    parse(count);
  }

  /**
   * Says that a document must be over here; what is not is given up.
   *
   * @return whether everything since the last call was whole documents
   */
  public boolean boundary() {
    feed(LINE_END, 1); // a number at the root ends only here
    boolean whole =
        !broken && !cutter.isInString() && picker.isBetweenDocuments() && !picker.isInRootArray();
    if (!whole) {
      close();
      broken = false;
      afterName = false;
      cutter = new StringCutter();
      picker = new Picker(wanted);
    }
    return whole;
  }

  /** Gives the parser's buffers back; what is fed from now on is not read. */
  @Override
  public void close() {
    broken = true;
    if (parser != null) {
      parser.close();
      parser = null;
    }
  }

  private void parse(int count) {
    int kept = cutter.cut(piece, count);
    if (broken || kept == 0) {
      return;
    }
    try {
      if (parser == null) {
        parser = FACTORY.createNonBlockingByteArrayParser(ObjectReadContext.empty());
      }
      ((ByteArrayFeeder) parser.nonBlockingInputFeeder()).feedInput(piece, 0, kept);
      tokens(parser);
    } catch (JacksonException notJson) {
      broken = true;
    }
  }

  private void tokens(JsonParser json) {
    for (JsonToken token = json.nextToken();
        token != null && token != JsonToken.NOT_AVAILABLE;
        token = json.nextToken()) {
      if (afterName && token == JsonToken.END_OBJECT) {
        // Jackson 3.2 lets {"a":} pass where a piece ends behind the colon
        broken = true;
        return;
      }
      afterName = token == JsonToken.PROPERTY_NAME;
      boolean wasInArray = picker.isInRootArray();
      Picked document = picker.token(token, json);
      if (document != null) {
        listener.document(document);
      } else if (wasInArray && !picker.isInRootArray()) {
        listener.arrayEnded();
      }
    }
  }
}
