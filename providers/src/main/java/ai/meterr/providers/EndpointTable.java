package ai.meterr.providers;

import ai.meterr.providers.forwarded.ForwardedEndpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The endpoints of one API by method and path. In a path, {@code *} stands for one segment. A path
 * without {@code *} wins, then the row that came first; what no row names is forwarded.
 */
public final class EndpointTable {
  /**
   * Never one that a provider could read as another path: {@code ..} or an encoded slash or dot.
   */
  private static final String SEGMENT = "(?!\\.)(?:(?!%2[EeFf])[^/])+";

  private final Map<String, Endpoint> exact;
  private final List<Row> rows;

  private record Row(String method, Pattern path, Endpoint endpoint) {
    boolean fits(String method, String path) {
      return this.method.equals(method) && this.path.matcher(path).matches();
    }
  }

  private EndpointTable(Map<String, Endpoint> exact, List<Row> rows) {
    this.exact = Map.copyOf(exact);
    this.rows = List.copyOf(rows);
  }

  public static Builder builder() {
    return new Builder();
  }

  public Endpoint find(String method, String path) {
    Endpoint endpoint = exact.get(method + " " + path);
    if (endpoint != null) {
      return endpoint;
    }
    for (Row row : rows) {
      if (row.fits(method, path)) {
        return row.endpoint;
      }
    }
    return ForwardedEndpoint.of(method, path);
  }

  public static final class Builder {
    private final Map<String, Endpoint> exact = new HashMap<>();
    private final List<Row> rows = new ArrayList<>();

    private Builder() {}

    public Builder get(String path, Endpoint endpoint) {
      return add("GET", path, endpoint);
    }

    public Builder post(String path, Endpoint endpoint) {
      return add("POST", path, endpoint);
    }

    private Builder add(String method, String path, Endpoint endpoint) {
      if (!path.contains("*")) {
        exact.put(method + " " + path, endpoint);
      } else {
        String regex = Pattern.quote(path).replace("*", "\\E" + SEGMENT + "\\Q");
        rows.add(new Row(method, Pattern.compile(regex), endpoint));
      }
      return this;
    }

    public EndpointTable build() {
      return new EndpointTable(exact, rows);
    }
  }
}
