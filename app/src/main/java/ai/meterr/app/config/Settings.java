package ai.meterr.app.config;

import ai.meterr.access.MeterrKey;
import ai.meterr.access.ProviderCredentials.ProviderSecret;
import ai.meterr.catalog.ProviderId;
import ai.meterr.storage.DatabaseSettings;
import ai.meterr.storage.RawLogPlace;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All that the operator says, checked. Names and meanings: {@code docs/reference/configuration.md}.
 *
 * @param port 0: a free one
 * @param databaseUrl null: the embedded PostgreSQL
 * @param dynamoDbEndpoint null: AWS's own
 * @param tokenEndpoint where service accounts of Google's are given tokens; null: at Google's
 * @param masterKey opens stored provider keys; null: one is made at first start
 */
public record Settings(
    String host,
    int port,
    boolean portSet,
    Path data,
    @Nullable String databaseUrl,
    @Nullable String masterKey,
    @Nullable InitialOrganization initial,
    Map<ProviderId, URI> bases,
    Map<ProviderId, ProviderSecret> keys,
    @Nullable URI tokenEndpoint,
    Sync sync,
    RawLog rawLog,
    @Nullable URI dynamoDbEndpoint,
    Duration journalKeep,
    Duration staleMax,
    long bodyMemory,
    @Nullable URI publicUrl,
    @Nullable TlsFiles tls,
    Networks trustedProxies,
    Networks privateNetworks) {

  public enum Sync {
    OS,
    DISK
  }

  /** Where single entries are kept. */
  public enum RawLog {
    POSTGRESQL,
    DYNAMODB
  }

  /** Made at first start where it is not there: {@code METERR_INIT_*}. */
  public record InitialOrganization(
      String organization, String email, String password, MeterrKey key) {
    @Override
    public String toString() {
      return organization + " (" + email + ")";
    }
  }

  public record TlsFiles(Path certificate, Path key) {}

  /** Prefixes are powers of 1,024, with or without the {@code i}. */
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})\\s*([kmg]?)(?:i?b)?");

  private static final String BASE_URL = "_BASE_URL";
  private static final String API_KEY = "_API_KEY";
  private static final Set<String> SECRETS =
      Set.of("METERR_MASTER_KEY", "METERR_INIT_PASSWORD", "METERR_INIT_KEY", "METERR_DATABASE_URL");
  private static final Set<String> NAMES =
      Set.of(
          "METERR_PORT",
          "METERR_HOST",
          "METERR_DATA",
          "METERR_DATABASE_URL",
          "METERR_MASTER_KEY",
          "METERR_INIT_ORGANIZATION",
          "METERR_INIT_EMAIL",
          "METERR_INIT_PASSWORD",
          "METERR_INIT_KEY",
          "METERR_SYNC",
          "METERR_RAW_LOG",
          "METERR_DYNAMODB_ENDPOINT",
          "METERR_GOOGLE_TOKEN_URL",
          "METERR_JOURNAL_KEEP",
          "METERR_STALE_MAX",
          "METERR_SIGNUP",
          "METERR_BODY_MEMORY",
          "METERR_PUBLIC_URL",
          "METERR_TLS_CERT",
          "METERR_TLS_KEY",
          "METERR_TLS_KEY_FILE",
          "METERR_TRUSTED_PROXIES",
          "METERR_PRIVATE_NETWORKS");

  /**
   * Reads and checks everything.
   *
   * @param file {@code --config}; null: {@code meterr.conf} in the data folder, where it is there
   * @param providers whether a provider of that name is known
   * @param home the folder of the launcher: {@code data/} in it is the default data folder
   */
  public static Settings read(
      Map<String, String> environment,
      @Nullable Path file,
      Predicate<ProviderId> providers,
      Path home) {
    Path configured = file;
    if (configured == null) {
      Path inData = dataFolder(environment, home).resolve("meterr.conf");
      configured = Files.isRegularFile(inData) ? inData : null;
    }
    Variables variables =
        Variables.read(
            environment,
            configured,
            name ->
                NAMES.contains(name)
                    || provider(name, BASE_URL, providers) != null
                    || provider(name, API_KEY, providers) != null,
            name -> SECRETS.contains(name) || provider(name, API_KEY, providers) != null);
    return from(variables, providers, home);
  }

  /** Where all is kept, as far as the environment says. */
  public static Path dataFolder(Map<String, String> environment, Path home) {
    String set = environment.getOrDefault("METERR_DATA", "").strip();
    return set.isEmpty() ? home.resolve("data") : Path.of(set);
  }

  private static Settings from(Variables variables, Predicate<ProviderId> providers, Path home) {
    oneOf(variables, "METERR_SIGNUP", "closed");
    Map<ProviderId, URI> bases = new HashMap<>();
    Map<ProviderId, ProviderSecret> keys = new HashMap<>();
    for (String name : variables.names()) {
      ProviderId base = provider(name, BASE_URL, providers);
      if (base != null && variables.get(name) != null) {
        bases.put(base, address(name, variables.get(name, "")));
      }
      ProviderId key = provider(name, API_KEY, providers);
      if (key != null && variables.get(name) != null) {
        keys.put(key, new ProviderSecret(variables.get(name, "")));
      }
    }
    String port = variables.get("METERR_PORT");
    return new Settings(
        variables.get("METERR_HOST", "127.0.0.1"),
        port == null ? 8080 : number("METERR_PORT", port, 0, 65_535),
        port != null,
        Path.of(variables.get("METERR_DATA", home.resolve("data").toString())).toAbsolutePath(),
        variables.get("METERR_DATABASE_URL"),
        variables.get("METERR_MASTER_KEY"),
        initial(variables),
        bases,
        keys,
        address(variables, "METERR_GOOGLE_TOKEN_URL"),
        Sync.valueOf(oneOf(variables, "METERR_SYNC", "os", "disk").toUpperCase(Locale.ROOT)),
        RawLog.valueOf(
            oneOf(variables, "METERR_RAW_LOG", "postgresql", "dynamodb").toUpperCase(Locale.ROOT)),
        address(variables, "METERR_DYNAMODB_ENDPOINT"),
        duration("METERR_JOURNAL_KEEP", variables.get("METERR_JOURNAL_KEEP", "24h")),
        duration("METERR_STALE_MAX", variables.get("METERR_STALE_MAX", "24h")),
        size("METERR_BODY_MEMORY", variables.get("METERR_BODY_MEMORY", "256MiB")),
        address(variables, "METERR_PUBLIC_URL"),
        tls(variables),
        Networks.parse("METERR_TRUSTED_PROXIES", variables.get("METERR_TRUSTED_PROXIES", "")),
        Networks.parse("METERR_PRIVATE_NETWORKS", variables.get("METERR_PRIVATE_NETWORKS", "")));
  }

  private static @Nullable ProviderId provider(
      String name, String suffix, Predicate<ProviderId> providers) {
    if (!name.startsWith("METERR_")
        || !name.endsWith(suffix)
        || name.length() <= 7 + suffix.length()) {
      return null;
    }
    String provider = name.substring(7, name.length() - suffix.length()).toLowerCase(Locale.ROOT);
    return ProviderId.isWellFormed(provider) && providers.test(new ProviderId(provider))
        ? new ProviderId(provider)
        : null;
  }

  private static @Nullable InitialOrganization initial(Variables variables) {
    List<String> names =
        List.of(
            "METERR_INIT_ORGANIZATION",
            "METERR_INIT_EMAIL",
            "METERR_INIT_PASSWORD",
            "METERR_INIT_KEY");
    List<String> missing = names.stream().filter(name -> variables.get(name) == null).toList();
    if (missing.size() == names.size()) {
      return null;
    }
    if (!missing.isEmpty()) {
      throw new BadConfiguration(
          "METERR_INIT_*: all four or none; missing " + String.join(", ", missing));
    }
    String key = variables.get("METERR_INIT_KEY", "");
    if (!MeterrKey.looksLikeOne(key)) {
      throw new BadConfiguration("METERR_INIT_KEY must be mtr_ and 24 to 128 of A-Z a-z 0-9 _ -");
    }
    String email = variables.get("METERR_INIT_EMAIL", "");
    if (!email.matches("[^@\\s]+@[^@\\s]+")) {
      throw new BadConfiguration("METERR_INIT_EMAIL is not an e-mail address");
    }
    return new InitialOrganization(
        variables.get("METERR_INIT_ORGANIZATION", ""),
        email,
        variables.get("METERR_INIT_PASSWORD", ""),
        new MeterrKey(key));
  }

  /** The key is named by its file anyway: both ways of saying so mean the same. */
  private static @Nullable TlsFiles tls(Variables variables) {
    Path certificate = readable(variables, "METERR_TLS_CERT");
    Path key = readable(variables, "METERR_TLS_KEY");
    if (key == null) {
      key = readable(variables, "METERR_TLS_KEY_FILE");
    }
    if ((certificate == null) != (key == null)) {
      throw new BadConfiguration("METERR_TLS_CERT and METERR_TLS_KEY: both or none");
    }
    return certificate == null || key == null ? null : new TlsFiles(certificate, key);
  }

  private static @Nullable Path readable(Variables variables, String name) {
    String value = variables.get(name);
    if (value == null) {
      return null;
    }
    Path file = Path.of(value);
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new BadConfiguration(name + ": cannot read " + file);
    }
    return file;
  }

  private static String oneOf(Variables variables, String name, String... allowed) {
    String value = variables.get(name, allowed[0]);
    if (!List.of(allowed).contains(value)) {
      throw new BadConfiguration(name + " must be " + String.join(" or ", allowed));
    }
    return value;
  }

  private static int number(String name, String value, int min, int max) {
    try {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // told below
    }
    throw new BadConfiguration(name + " must be a number from " + min + " to " + max);
  }

  private static @Nullable URI address(Variables variables, String name) {
    String value = variables.get(name);
    return value == null ? null : address(name, value);
  }

  private static URI address(String name, String value) {
    try {
      URI uri = URI.create(value);
      if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getRawQuery() == null
          && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (IllegalArgumentException notAUri) {
      // told below
    }
    throw new BadConfiguration(name + " must be http:// or https://, a host and an optional path");
  }

  private static Duration duration(String name, String value) {
    Map<String, Duration> units =
        new TreeMap<>(
            Map.of(
                "s",
                Duration.ofSeconds(1),
                "m",
                Duration.ofMinutes(1),
                "h",
                Duration.ofHours(1),
                "d",
                Duration.ofDays(1)));
    String unit = value.isEmpty() ? "" : value.substring(value.length() - 1);
    String count = value.isEmpty() ? "" : value.substring(0, value.length() - 1);
    if (units.containsKey(unit) && count.matches("[0-9]{1,6}")) {
      return units.get(unit).multipliedBy(Long.parseLong(count));
    }
    throw new BadConfiguration(name + " must be a number and s, m, h or d, e.g. 24h");
  }

  private static long size(String name, String value) {
    Matcher size = SIZE.matcher(value.toLowerCase(Locale.ROOT));
    if (size.matches()) {
      int power =
          switch (size.group(2)) {
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            default -> 0;
          };
      long number = Long.parseLong(size.group(1));
      if (number > 0 && number <= Long.MAX_VALUE >> power) {
        return number << power;
      }
    }
    throw new BadConfiguration(
        name + " must be a number of bytes, or a number and KiB, MiB or GiB, e.g. 256MiB");
  }

  /** Shows what counts, secrets masked. */
  public void print(PrintStream out) {
    out.println("address          " + host + ":" + port + (tls == null ? "" : " (TLS)"));
    out.println("data             " + data);
    out.println(
        "database         "
            + (databaseUrl == null ? "embedded PostgreSQL" : "external PostgreSQL"));
    out.println(
        "raw log          "
            + switch (rawLog) {
              case POSTGRESQL -> "in the database";
              case DYNAMODB ->
                  "DynamoDB" + (dynamoDbEndpoint == null ? "" : " at " + dynamoDbEndpoint);
            });
    out.println(
        "sync             "
            + sync.name().toLowerCase(Locale.ROOT)
            + ", journal kept "
            + journalKeep);
    out.println("body memory      " + (bodyMemory >> 20) + " MiB");
    new TreeMap<>(bases)
        .forEach((provider, base) -> out.println("provider         " + provider + " at " + base));
    new TreeMap<>(keys)
        .forEach((provider, key) -> out.println("provider key     " + provider + " " + key));
  }

  /** Where the database and single entries are. */
  public DatabaseSettings database() {
    RawLogPlace place =
        switch (rawLog) {
          case POSTGRESQL -> new RawLogPlace.InPostgres();
          case DYNAMODB -> new RawLogPlace.InDynamoDb(dynamoDbEndpoint);
        };
    return new DatabaseSettings(data, databaseUrl, masterKey, place);
  }

  /** Predicate form of a list of networks. */
  public boolean trusts(InetAddress address) {
    return trustedProxies.contains(address);
  }
}
