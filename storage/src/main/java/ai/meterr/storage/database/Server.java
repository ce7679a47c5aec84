package ai.meterr.storage.database;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a PostgreSQL is, and as whom it may be prepared.
 *
 * @param hosts {@code host:port}, several with commas between
 * @param options {@code name=value} pairs as in a URL's query, e.g. {@code sslmode=require}; may be
 *     empty
 * @param embedded whether it is Meterr's own
 */
public record Server(
    String hosts, String database, String user, String password, String options, boolean embedded) {
  private static final Pattern URL =
      Pattern.compile(
          "postgres(?:ql)?://(?:([^:@/]*)(?::([^@/]*))?@)?([^/?]+)/([^?]+)(?:\\?(.*))?");

  /**
   * Reads {@code METERR_DATABASE_URL}.
   *
   * @throws CannotStart where it is not one
   */
  public static Server parse(String url) {
    Matcher parts = URL.matcher(url);
    if (!parts.matches()) {
      throw new CannotStart(
          "METERR_DATABASE_URL must look like postgresql://user:password@host:5432/database");
    }
    return new Server(
        orEmpty(parts.group(3)),
        decoded(orEmpty(parts.group(4))),
        decoded(orEmpty(parts.group(1))),
        decoded(orEmpty(parts.group(2))),
        orEmpty(parts.group(5)),
        false);
  }

  private static String orEmpty(@Nullable String part) {
    return part == null ? "" : part;
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** For the driver; without user and password. */
  String jdbcUrl() {
    return "jdbc:postgresql://"
        + hosts
        + "/"
        + URLEncoder.encode(database, StandardCharsets.UTF_8)
        + "?currentSchema=meterr&ApplicationName=meterr&connectTimeout=5&tcpKeepAlive=true"
        + (options.isEmpty() ? "" : "&" + options);
  }

  Connection connect(Login login) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", login.user());
    properties.setProperty("password", login.password());
    return DriverManager.getConnection(jdbcUrl(), properties);
  }

  Login admin() {
    return new Login(user, password);
  }

  @Override
  public String toString() {
    return "PostgreSQL at " + hosts + "/" + database;
  }
}
