package ai.meterr.sandbox;

import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JacksonSerializable;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsontype.TypeSerializer;

/** What the pretended model says. */
sealed interface Text {
  /** In the pieces in which a stream brings it. */
  Stream<String> pieces();

  /** How many pieces, at least one. */
  long pieceCount();

  /** All of it, as a value of a JSON tree. */
  Object whole();

  /** At least one. */
  long tokens();

  /** Words of ours. */
  record Spoken(List<String> words) implements Text {
    private static final int WORDS_PER_PIECE = 2;

    public Spoken {
      words = List.copyOf(words);
    }

    @Override
    public Stream<String> pieces() {
      List<String> pieces = new ArrayList<>();
      for (int i = 0; i < words.size(); i += WORDS_PER_PIECE) {
        String piece =
            String.join(" ", words.subList(i, Math.min(words.size(), i + WORDS_PER_PIECE)));
        pieces.add(i == 0 ? piece : " " + piece);
      }
      return pieces.stream();
    }

    @Override
    public long pieceCount() {
      return Math.ceilDiv(words.size(), WORDS_PER_PIECE);
    }

    @Override
    public String whole() {
      return String.join(" ", words);
    }

    @Override
    public long tokens() {
      return Tokens.of(whole());
    }
  }

  /** So many bytes of one short sentence, made while they are written. */
  record Filler(long bytes) implements Text, JacksonSerializable {
    private static final int PIECE = 16 * 1024;
    private static final String SENTENCE =
        "The lorry waits at the gate while the papers are read again. ";
    private static final String PATTERN = SENTENCE.repeat(PIECE / SENTENCE.length() + 2);

    @Override
    public Stream<String> pieces() {
      return LongStream.range(0, pieceCount())
          .mapToObj(i -> part(i * PIECE, (int) Math.min(PIECE, bytes - i * PIECE)));
    }

    @Override
    public long pieceCount() {
      return Math.max(1, Math.ceilDiv(bytes, (long) PIECE));
    }

    @Override
    public Object whole() {
      return this;
    }

    @Override
    public long tokens() {
      return Math.max(1, bytes / 4);
    }

    @Override
    public void serialize(JsonGenerator generator, SerializationContext context) {
      generator.writeString(new FillerReader(this), -1);
    }

    @Override
    public void serializeWithType(
        JsonGenerator generator, SerializationContext context, TypeSerializer types) {
      serialize(generator, context);
    }

    private static String part(long from, int length) {
      int start = (int) (from % SENTENCE.length());
      return PATTERN.substring(start, start + length);
    }
  }

  /** Reads a filler from its first byte to its last. */
  final class FillerReader extends Reader {
    private final Filler filler;
    private long at;

    FillerReader(Filler filler) {
      this.filler = filler;
    }

    @Override
    public int read(char[] target, int offset, int length) {
      int count = (int) Math.min(Math.min(length, Filler.PIECE), filler.bytes - at);
      if (count <= 0) {
        return -1;
      }
      Filler.part(at, count).getChars(0, count, target, offset);
      at += count;
      return count;
    }

    @Override
    public void close() {}
  }
}
