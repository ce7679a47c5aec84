package ai.meterr.app.count;

import ai.meterr.tokens.Encoding;
import ai.meterr.tokens.EncodingId;
import ai.meterr.tokens.Encodings;
import ai.meterr.tokens.Exactness;
import ai.meterr.tokens.LargeText;
import ai.meterr.tokens.TokenCount;
import ai.meterr.tokens.Utf16;
import ai.meterr.tokens.chat.Counters;
import ai.meterr.tokens.chat.ModelCounter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Counts whole texts and files as a model or an encoding does, on all cores where it pays. */
public final class TextCounter {
  private interface Counter {
    TokenCount count(MemorySegment text, Executor executor, int threads);
  }

  private final Counter counter;

  private TextCounter(Counter counter) {
    this.counter = counter;
  }

  /**
   * @throws IllegalArgumentException where nothing is known of the model; says what to do
   */
  public static TextCounter ofModel(String model) {
    ModelCounter counter =
        Counters.bundled()
            .find(model)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no encoding is known for the model "
                            + model
                            + ": nothing is counted in its name"
                            + " (--encoding counts with one of your choice)"));
    return new TextCounter(counter::text);
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
    Encoding encoding = encodings.get(new EncodingId(name));
    return new TextCounter(
        (text, executor, threads) ->
            new TokenCount(
                LargeText.repaired(encoding, text).count(executor, threads),
                encoding.id(),
                new Exactness.Exact()));
  }

  private static String names(Collection<EncodingId> ids) {
    return ids.stream().map(EncodingId::name).sorted().collect(Collectors.joining(", "));
  }

  /** Tokens of a text in UTF-8, on the calling thread. */
  public TokenCount count(byte[] utf8) {
    return counter.count(MemorySegment.ofArray(utf8), Runnable::run, 1);
  }

  /** Tokens of a text; half a surrogate pair counts as U+FFFD. */
  public TokenCount count(String text) {
    return count(Utf16.toUtf8(text));
  }

  /** Tokens of a file, which is read where it lies and not brought onto the heap. */
  public TokenCount count(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return onAllCores(MemorySegment.ofArray(Files.readAllBytes(file)));
    }
    try (FileChannel channel = FileChannel.open(file);
        Arena arena = Arena.ofShared()) {
      return onAllCores(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
    }
  }

  private TokenCount onAllCores(MemorySegment text) {
    int threads = Runtime.getRuntime().availableProcessors();
    try (var executor = Executors.newFixedThreadPool(threads)) {
      return counter.count(text, executor, threads);
    }
  }
}
