package ai.meterr.app.count;

import ai.meterr.tokens.Encoding;
import ai.meterr.tokens.EncodingId;
import ai.meterr.tokens.Encodings;
import ai.meterr.tokens.Exactness;
import ai.meterr.tokens.LargeText;
import ai.meterr.tokens.ModelEncoding;
import ai.meterr.tokens.ModelEncodings;
import ai.meterr.tokens.TokenCount;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Counts whole texts and files as a model or an encoding does, on all cores where it pays. */
public final class TextCounter {
  private final Encoding encoding;
  private final Exactness exactness;

  private TextCounter(Encoding encoding, Exactness exactness) {
    this.encoding = encoding;
    this.exactness = exactness;
  }

  /**
   * @throws IllegalArgumentException where the model's encoding is not known; says what to do
   */
  public static TextCounter ofModel(String model) {
    return switch (ModelEncodings.published().of(model)) {
      case ModelEncoding.Known(EncodingId encoding, Exactness exactness) ->
          new TextCounter(Encodings.bundled().get(encoding), exactness);
      case ModelEncoding.Unknown(String name) ->
          throw new IllegalArgumentException(
              "no encoding is known for the model "
                  + name
                  + ": nothing is counted in its name (--encoding counts with one of your choice)");
    };
  }

  /**
   * @throws IllegalArgumentException where there is no such encoding; names those there are
   */
  public static TextCounter ofEncoding(String name) {
    Encodings encodings = Encodings.bundled();
    if (name.isBlank() || !encodings.ids().contains(new EncodingId(name))) {
      throw new IllegalArgumentException(
          "there is no encoding " + name + "; there are " + names(encodings.ids()));
    }
    return new TextCounter(encodings.get(new EncodingId(name)), new Exactness.Exact());
  }

  private static String names(Collection<EncodingId> ids) {
    return ids.stream().map(EncodingId::name).sorted().collect(Collectors.joining(", "));
  }

  /** Tokens of a text; half a surrogate pair counts as U+FFFD. */
  public TokenCount count(String text) {
    return counted(encoding.count(text));
  }

  /** Tokens of bytes; what is not UTF-8 counts as U+FFFD. */
  public TokenCount count(byte[] bytes) {
    return count(MemorySegment.ofArray(bytes));
  }

  /** Tokens of a file, which is read where it lies and not brought onto the heap. */
  public TokenCount count(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return count(Files.readAllBytes(file));
    }
    try (FileChannel channel = FileChannel.open(file);
        Arena arena = Arena.ofShared()) {
      return count(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
    }
  }

  private TokenCount count(MemorySegment text) {
    int threads = Runtime.getRuntime().availableProcessors();
    try (var executor = Executors.newFixedThreadPool(threads)) {
      return counted(LargeText.repaired(encoding, text).count(executor, threads));
    }
  }

  private TokenCount counted(long tokens) {
    return new TokenCount(tokens, encoding.id(), exactness);
  }
}
