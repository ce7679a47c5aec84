package ai.meterr.bench;

import ai.meterr.catalog.ModelId;
import ai.meterr.catalog.Operation;
import ai.meterr.catalog.ProviderId;
import ai.meterr.event.Ending;
import ai.meterr.event.EventId;
import ai.meterr.event.PricingState;
import ai.meterr.event.Source;
import ai.meterr.event.Status;
import ai.meterr.event.UsageEvent;
import ai.meterr.event.UsageSource;
import ai.meterr.event.UuidV7;
import ai.meterr.tenancy.Attribution;
import ai.meterr.usage.Meter;
import ai.meterr.usage.Usage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * What one company's programs report, from a seed, prices left to Meterr: {@value #USERS} people in
 * {@value #TEAMS} teams, busy as Zipf says; each team has {@value #KEYS_A_TEAM} keys, of which a
 * person uses two; behind a key stands a program with its project, feature, environment and three
 * models, the popular ones more often. {@value #CALLS_A_SESSION} calls are a session. A third of
 * the calls reads from a cache. Not safe for use by several threads.
 */
final class IngestTraffic {
  private static final int USERS = 5_000;
  private static final int TEAMS = 50;
  private static final int KEYS_A_TEAM = 10;
  private static final int PROJECTS = 120;
  private static final int FEATURES = 7;
  private static final int MODELS_A_KEY = 3;
  private static final int CALLS_A_SESSION = 10;

  /** Of OpenAI, so that the price book knows them; the popular ones first. */
  private static final List<String> MODELS =
      List.of(
          "gpt-5-mini",
          "gpt-4o-mini",
          "gpt-5",
          "gpt-4.1-mini",
          "gpt-4o",
          "gpt-5-nano",
          "gpt-4.1",
          "o4-mini",
          "gpt-5.1",
          "gpt-5.4-mini",
          "gpt-4.1-nano",
          "gpt-5.4",
          "o3",
          "gpt-5.2",
          "gpt-5.4-nano",
          "gpt-5.5",
          "o3-mini",
          "gpt-5.1-codex",
          "gpt-5-codex",
          "gpt-5.1-codex-mini",
          "gpt-3.5-turbo",
          "gpt-5.2-codex",
          "o1",
          "gpt-4");

  private final Random random;
  private final InstantSource clock;
  private final UuidV7 ids;
  private final double[] users = zipf(USERS);
  private final double[] models = zipf(MODELS.size());
  private final String name;
  private long calls;

  /**
   * @param name tells its sessions from those of others
   */
  IngestTraffic(String name, long seed, InstantSource clock) {
    this.name = name;
    this.random = new Random(seed);
    this.clock = clock;
    this.ids = new UuidV7(clock, random);
  }

  /** Shares of the first n, added up. */
  private static double[] zipf(int n) {
    double[] sums = new double[n];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += 1.0 / (i + 1);
      sums[i] = sum;
    }
    for (int i = 0; i < n; i++) {
      sums[i] /= sum;
    }
    return sums;
  }

  private static int pick(double[] sums, double share) {
    int at = Arrays.binarySearch(sums, share);
    return Math.min(sums.length - 1, at >= 0 ? at : -at - 1);
  }

  List<UsageEvent> next(int count) {
    List<UsageEvent> events = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      events.add(next());
    }
    return events;
  }

  private UsageEvent next() {
    int user = pick(users, random.nextDouble());
    int team = user % TEAMS;
    int key = team + TEAMS * ((user / TEAMS + random.nextInt(2)) % KEYS_A_TEAM);
    ModelId model = new ModelId(MODELS.get(modelOf(key, random.nextInt(MODELS_A_KEY))));
    String id = ids.next().toString();
    return new UsageEvent(
        new EventId(id),
        id,
        1,
        clock.instant(),
        ProviderId.OPENAI,
        model,
        model,
        Operation.CHAT,
        null,
        null,
        false,
        200,
        new UsageEvent.Facts(Ending.COMPLETED, UsageSource.PROVIDER, PricingState.UNPRICED),
        Status.UNPRICED,
        usage(),
        null,
        List.of(),
        null,
        List.of(),
        null,
        Source.SDK,
        List.of(),
        "resp_" + Long.toHexString(random.nextLong()),
        Duration.ofMillis((long) Math.exp(6.5 + 0.7 * random.nextGaussian())),
        null,
        attribution(user, team, key));
  }

  /** Always the same three for a key. */
  private int modelOf(int key, int which) {
    return pick(models, new Random(31L * key + which).nextDouble());
  }

  private Usage usage() {
    Usage.Builder usage =
        Usage.builder()
            .add(Meter.INPUT, 200 + random.nextInt(8_000))
            .add(Meter.OUTPUT, 1 + random.nextInt(900));
    if (random.nextInt(3) == 0) {
      usage.add(Meter.CACHE_READ, random.nextInt(4_000));
    }
    return usage.build();
  }

  private Attribution attribution(int user, int team, int key) {
    return new Attribution(
        "mtr_key" + key,
        "project-" + key % PROJECTS,
        "team-" + team,
        "user-" + user + "@example.com",
        session(),
        "feature-" + key % FEATURES,
        key % 3 == 0 ? "staging" : "production",
        new TreeMap<>());
  }

  private String session() {
    return name + "-" + calls++ / CALLS_A_SESSION;
  }
}
