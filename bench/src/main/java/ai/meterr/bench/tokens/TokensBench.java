package ai.meterr.bench.tokens;

import ai.meterr.tokens.Encoding;
import ai.meterr.tokens.EncodingId;
import ai.meterr.tokens.Encodings;
import com.knuddels.jtokkit.api.EncodingType;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Each counter counts the same documents on one thread. Times are the thread's own CPU time, so
 * that a busy machine does not speak for a peer; the best of the rounds counts. Cold: caches are
 * empty, tables and compiled code are there. Warm: the same documents again.
 */
@Command(
    name = "tokens",
    description = {
      "Counts prose, code, many languages and CJK beside jtokkit, tiktoken 0.14 and gigatoken"
          + " 0.10.",
      "Needs python3-venv, which gets the peers from PyPI, and the package debian-handbook."
    },
    mixinStandardHelpOptions = true)
public final class TokensBench implements Callable<Integer> {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final Path HOME = Path.of(System.getProperty("meterr.home", "."));
  private static final int PASSES = 3;

  @Option(names = "--rounds", description = "of each measurement (default: ${DEFAULT-VALUE})")
  private int rounds = 5;

  @Option(
      names = "--messages",
      paramLabel = "FOLDER",
      description = "instead: count recorded requests and compare with what was billed")
  private @Nullable Path messages;

  /** What stands in one row of a table: everything as it will be printed. */
  private record Row(String table, List<String> cells) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (messages != null) {
      RecordedMessages.run(messages);
      return 0;
    }
    List<Row> rows = new ArrayList<>(load());
    Path folder = Files.createDirectories(HOME.resolve("target/token-corpora"));
    Map<String, List<byte[]>> corpora = Corpora.write(folder);
    Map<String, byte[]> hostile = Corpora.writeHostile(folder);
    for (EncodingId id : List.of(EncodingId.O200K_BASE, EncodingId.CL100K_BASE)) {
      for (var corpus : corpora.entrySet()) {
        rows.add(ours(id, corpus.getKey(), corpus.getValue()));
        rows.add(jtokkit(id, corpus.getKey(), corpus.getValue()));
      }
      for (var text : hostile.entrySet()) {
        rows.addAll(hostile(id, text.getKey(), text.getValue()));
      }
    }
    rows.addAll(peers(folder));
    print(rows, "speed", "", "", "", "cold MB/s", "warm MB/s", "tokens");
    print(rows, "hostile", "", "", "1 MB of", "ms", "tokens");
    print(rows, "load", "", "load ms", "resident MB");
    return 0;
  }

  private static List<Row> load() {
    List<Row> rows = new ArrayList<>();
    var encodings = Encodings.bundled();
    for (EncodingId id : encodings.ids()) {
      long start = System.nanoTime();
      Encoding encoding = encodings.get(id);
      rows.add(
          new Row(
              "load",
              List.of(
                  id.name(),
                  decimal((System.nanoTime() - start) / 1e6),
                  decimal(encoding.residentBytes() / 1e6))));
    }
    return rows;
  }

  private Row ours(EncodingId id, String corpus, List<byte[]> documents) {
    countAll(documents, Encodings.bundled().get(id)::count);
    return speed("Meterr", id, corpus, documents, () -> Encodings.bundled().get(id)::count);
  }

  private Row jtokkit(EncodingId id, String corpus, List<byte[]> documents) {
    var encoding = jtokkit(id);
    // it counts strings; making them is not its work
    Map<byte[], String> texts = new java.util.IdentityHashMap<>();
    documents.forEach(utf8 -> texts.put(utf8, new String(utf8, StandardCharsets.UTF_8)));
    return speed(
        "jtokkit",
        id,
        corpus,
        documents,
        () -> utf8 -> encoding.countTokensOrdinary(texts.get(utf8)));
  }

  private Row speed(
      String peer,
      EncodingId id,
      String corpus,
      List<byte[]> documents,
      java.util.function.Supplier<ToLongFunction<byte[]>> counters) {
    long bytes = documents.stream().mapToLong(document -> document.length).sum();
    double cold = 0;
    double warm = 0;
    long tokens = 0;
    for (int round = 0; round < rounds; round++) {
      ToLongFunction<byte[]> counter = counters.get();
      for (int pass = 0; pass < PASSES; pass++) {
        long start = THREADS.getCurrentThreadCpuTime();
        tokens = countAll(documents, counter);
        double speed = bytes * 1e3 / (THREADS.getCurrentThreadCpuTime() - start);
        cold = pass == 0 ? Math.max(cold, speed) : cold;
        warm = pass == 0 ? warm : Math.max(warm, speed);
      }
    }
    return new Row(
        "speed",
        List.of(peer, id.name(), corpus, whole(cold), whole(warm), String.valueOf(tokens)));
  }

  private static long countAll(List<byte[]> documents, ToLongFunction<byte[]> counter) {
    long tokens = 0;
    for (byte[] document : documents) {
      tokens += counter.applyAsLong(document);
    }
    return tokens;
  }

  private List<Row> hostile(EncodingId id, String name, byte[] utf8) {
    Encoding encoding = Encodings.bundled().get(id);
    var peer = jtokkit(id);
    String text = new String(utf8, StandardCharsets.UTF_8);
    return List.of(
        hostile("Meterr", id, name, () -> encoding.count(utf8)),
        hostile("jtokkit", id, name, () -> peer.countTokensOrdinary(text)));
  }

  private Row hostile(
      String peer, EncodingId id, String name, java.util.function.LongSupplier count) {
    double best = Double.MAX_VALUE;
    long tokens = 0;
    for (int round = 0; round < rounds; round++) {
      long start = THREADS.getCurrentThreadCpuTime();
      tokens = count.getAsLong();
      best = Math.min(best, (THREADS.getCurrentThreadCpuTime() - start) / 1e6);
    }
    return new Row("hostile", List.of(peer, id.name(), name, whole(best), String.valueOf(tokens)));
  }

  private List<Row> peers(Path corpora) throws IOException, InterruptedException {
    Path script = corpora.resolve("peers.py");
    try (var in = TokensBench.class.getResourceAsStream("peers.py")) {
      if (in == null) {
        throw new IllegalStateException("peers.py is missing");
      }
      Files.write(script, in.readAllBytes());
    }
    Process python =
        new ProcessBuilder(
                HOME.resolve("target/token-peers/bin/python").toString(),
                script.toString(),
                HOME.resolve("tokens/target/vocabularies/com/knuddels/jtokkit").toString(),
                corpora.toString(),
                String.valueOf(rounds))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<Row> rows = new ArrayList<>();
    try (var lines = python.inputReader(StandardCharsets.UTF_8)) {
      lines
          .lines()
          .map(line -> Arrays.asList(line.split("\t", -1)))
          .forEach(cells -> rows.add(new Row(cells.getFirst(), cells.subList(1, cells.size()))));
    }
    int status = python.waitFor();
    if (status != 0) {
      System.out.println("the other peers stopped early: status " + status);
    }
    return rows;
  }

  private static void print(List<Row> rows, String table, String... titles) {
    System.out.println("\n| " + String.join(" | ", titles) + " |");
    System.out.println("|" + "---|".repeat(titles.length));
    rows.stream()
        .filter(row -> row.table().equals(table))
        .map(row -> "| " + String.join(" | ", row.cells()) + " |")
        .sorted(java.util.Comparator.comparing(TokensBench::withoutPeer))
        .forEach(System.out::println);
  }

  /** Rows of one encoding and text stand together. */
  private static String withoutPeer(String line) {
    return line.substring(line.indexOf('|', 2));
  }

  private static com.knuddels.jtokkit.api.Encoding jtokkit(EncodingId id) {
    return com.knuddels.jtokkit.Encodings.newLazyEncodingRegistry()
        .getEncoding(
            id.equals(EncodingId.O200K_BASE) ? EncodingType.O200K_BASE : EncodingType.CL100K_BASE);
  }

  private static String whole(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
