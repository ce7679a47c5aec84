package ai.meterr.bench.dashboards;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * One organization: 200 models, 500 keys, 50 teams and 5,000 users, all used by Zipf's law. A key
 * belongs to a team and one of its three projects, calls 1 to 7 models for 1 to 3 features, and is
 * used by 20 of its team's 100 users, or by none (a service).
 */
final class Company {
  static final int MODELS = 200;
  static final int PROVIDERS = 8;
  static final int KEYS = 500;
  static final int TEAMS = 50;
  static final int PROJECTS = 3 * TEAMS;
  static final int USERS = 5_000;
  static final int FEATURES = 60;
  static final ZoneId ZONE = ZoneId.of("Europe/Paris");
  static final String[] STATUSES = {"failed", "priced", "unpriced"};
  static final int FAILED = 0;
  static final int PRICED = 1;
  static final int UNPRICED = 2;

  private static final long SEED = 4;
  private static final int USERS_OF_KEY = 20;

  /** The last models of the list have no price. */
  private static final int UNPRICED_MODELS = 4;

  private final RandomGenerator random;
  private final Zipf keys = new Zipf(KEYS, 1.0);
  private final Zipf usersOfKey = new Zipf(USERS_OF_KEY, 0.8);
  private final List<Key> all = new ArrayList<>();
  private final Call call = new Call();

  private record Key(
      int number,
      int team,
      int project,
      int environment,
      int[] models,
      Zipf byModel,
      int[] features,
      int[] users) {}

  /** One call, overwritten by the next. Tokens; milliseconds; a user below 0: none. */
  static final class Call {
    int key;
    int team;
    int project;
    int environment;
    int model;
    int feature;
    int user;
    int status;
    long input;
    long cacheRead;
    long output;
    long reasoning;
    long latencyMillis;
    long firstTokenMillis;

    int provider() {
      return model % PROVIDERS;
    }

    /** Of a token, in 10^-8 dollars. */
    long price(boolean output) {
      return (output ? 4 : 1) * (25L + 35L * (model % 17));
    }
  }

  /** The same one every time. */
  Company() {
    this.random = new SplittableRandom(SEED);
    Zipf models = new Zipf(MODELS, 1.0);
    Zipf features = new Zipf(FEATURES, 0.7);
    for (int number = 0; number < KEYS; number++) {
      int team = number % TEAMS;
      int[] users = new int[number % 3 == 0 ? 0 : USERS_OF_KEY];
      for (int i = 0; i < users.length; i++) {
        users[i] = team + TEAMS * random.nextInt(USERS / TEAMS);
      }
      int[] called = draw(models, 1 + random.nextInt(7));
      all.add(
          new Key(
              number,
              team,
              3 * team + random.nextInt(3),
              random.nextInt(10) < 7 ? 0 : 1 + random.nextInt(2),
              called,
              new Zipf(called.length, 1.2),
              draw(features, 1 + random.nextInt(3)),
              users));
    }
  }

  private int[] draw(Zipf of, int count) {
    int[] drawn = new int[count];
    for (int i = 0; i < count; i++) {
      drawn[i] = of.draw(random);
    }
    return drawn;
  }

  /** How much is called in a quarter, beside others: little at night and at weekends. */
  static double weight(Instant quarter) {
    ZonedDateTime local = quarter.atZone(ZONE);
    double day = local.getDayOfWeek().getValue() > 5 ? 0.35 : 1;
    double hour = local.getHour() + local.getMinute() / 60.0;
    return day * (1 + 0.8 * Math.cos((hour - 15) / 24 * 2 * Math.PI));
  }

  /** One of those who call most. */
  int commonUser() {
    return all.get(1).users[0];
  }

  /** One of those who call least. */
  int rareUser() {
    return all.get(KEYS - 1).users[USERS_OF_KEY - 1];
  }

  Call next() {
    Key key = all.get(keys.draw(random));
    call.key = key.number;
    call.team = key.team;
    call.project = key.project;
    call.environment = key.environment;
    call.model = key.models[key.byModel.draw(random)];
    call.feature = key.features[random.nextInt(key.features.length)];
    call.user = key.users.length == 0 ? -1 : key.users[usersOfKey.draw(random)];
    boolean failed = random.nextInt(80) == 0;
    call.status = failed ? FAILED : call.model >= MODELS - UNPRICED_MODELS ? UNPRICED : PRICED;
    long size = 1L << (6 + random.nextInt(9));
    call.input = failed ? 0 : size + random.nextLong(size);
    call.cacheRead = failed || random.nextInt(5) > 1 ? 0 : size + random.nextLong(size);
    call.output = failed ? 0 : 20 + random.nextLong(900);
    call.reasoning = failed || call.model % 3 != 0 ? 0 : 50 + random.nextLong(1_500);
    double slow = Math.exp(0.5 * random.nextGaussian());
    call.latencyMillis = failed ? 0 : (long) ((300 + 40 * (call.model % 40)) * slow);
    call.firstTokenMillis = failed || random.nextInt(5) > 2 ? 0 : call.latencyMillis / 4;
    return call;
  }
}
